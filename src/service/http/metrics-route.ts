import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RequestHandler } from "express";
import { inSlices } from "../control/turns.ts";
import type { Snapshot } from "../control/status-reader.ts";
import type { Readers } from "./operation.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import { printScalingMetrics } from "./scaling-metrics.ts";
import { printSloMetrics } from "./slo-metrics.ts";

/**
 * `/metrics`: our own health and the SLOs. The series of a snapshot are printed once, however often they are read, and
 * sent in pieces: of 10,000 SLOs they are 20 MB.
 */
export function metricsRoute(
  { reader, decisions }: Pick<Readers, "reader" | "decisions">,
  own: OwnMetrics,
): RequestHandler {
  let printed: { readonly snapshot: Snapshot; readonly pieces: Promise<readonly Buffer[]> } | undefined;
  const sloMetrics = (snapshot: Snapshot): Promise<readonly Buffer[]> => {
    if (printed?.snapshot !== snapshot) printed = { snapshot, pieces: inSlices(listed(printSloMetrics(snapshot))) };
    return printed.pieces;
  };
  return async (_request, response) => {
    const snapshot = reader.snapshot();
    const pieces = [
      Buffer.from(await own.print(snapshot)),
      ...(snapshot === undefined ? [] : await sloMetrics(snapshot)),
      Buffer.from(await printScalingMetrics(decisions)),
    ];
    response
      .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
      .set("Content-Length", String(pieces.reduce((sum, { length }) => sum + length, 0)));
    // Who leaves before the end is waited for by nobody.
    await pipeline(Readable.from(pieces), response).catch(() => undefined);
  };
}

/** Lists what is yielded, and pauses at each piece. */
function* listed<T>(pieces: Iterable<T>): Generator<void, readonly T[]> {
  const list: T[] = [];
  for (const piece of pieces) {
    list.push(piece);
    yield;
  }
  return list;
}
