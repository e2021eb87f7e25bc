import type { Reading } from "../../objective/reading.ts";
import { type Instant, secondsBetween } from "../../units/instant.ts";
import { printDuration } from "../../budget/print.ts";
import type { Seconds } from "../../units/seconds.ts";

/** A number that may be acted on, or why it may not. */
export type Fresh<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly because: string };

const REASONS = {
  "no-traffic": "has no events",
  stale: "is stale",
  insufficient: "was observed too little",
  unreachable: "could not be asked for",
  invalid: "is no number that could be meant",
  excluded: "is excluded at present",
} as const;

/**
 * Holds a reading to the policy's `stale.maxAge`.
 *
 * @param name - how a sentence calls it: "demand"
 */
export function fresh<T>(name: string, reading: Reading<T>, at: Instant, maxAge: Seconds): Fresh<T> {
  if (reading.kind === "noData") return { ok: false, because: `${name} ${REASONS[reading.reason]}` };
  const age = secondsBetween(reading.at, at);
  if (age <= maxAge) return { ok: true, value: reading.value };
  return { ok: false, because: `${name} is ${printDuration(age)} old, expected at most ${printDuration(maxAge)}` };
}
