import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { isMet, type Measurement } from "./measurement.ts";

/** What is read of a file of results: each line knows the part of the benchmark that it is from. */
const kept = z.object({ measurements: z.array(z.looseObject({ part: z.string() })) });

/**
 * Writes what was measured into a file of results. Parts that were not measured keep what stands there of them.
 *
 * @param order - all parts, in the order of their rows; rows of a part that is not among them are dropped
 */
export function keepResults(
  file: URL,
  order: readonly string[],
  measured: ReadonlyMap<string, readonly Measurement[]>,
): void {
  const before = existsSync(file) ? kept.parse(JSON.parse(readFileSync(file, "utf8"))).measurements : [];
  const measurements = order.flatMap((part) => {
    const rows = measured.get(part);
    if (rows === undefined) return before.filter((row) => row.part === part);
    return rows.map((row) => ({ part, ...row, met: isMet(row) }));
  });
  writeFileSync(file, `${JSON.stringify({ measurements }, undefined, 2)}\n`);
}
