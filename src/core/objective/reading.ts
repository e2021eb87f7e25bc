import type { Instant } from "../units/instant.ts";

/**
 * Why there is no number:
 * `no-traffic` nothing happened, so no ratio exists; `stale` the newest sample is too old;
 * `insufficient` too little of the window was observed; `unreachable` Prometheus gave no answer;
 * `invalid` it gave an answer that is no number of events; `excluded` what happened does not count.
 */
export const NO_DATA_REASONS = ["no-traffic", "stale", "insufficient", "unreachable", "invalid", "excluded"] as const;

/** Why there is no number, by the name that JSON has for it. */
export type NoDataReason = (typeof NO_DATA_REASONS)[number];

/** A reading says when it is missing and why: no data is never a zero. */
export type Reading<T> =
  | { readonly kind: "value"; readonly value: T; readonly at: Instant }
  | { readonly kind: "noData"; readonly reason: NoDataReason };

/** The number itself, or null where JSON has to carry "no data". */
export const valueOrNull = <T>(reading: Reading<T>): T | null => (reading.kind === "value" ? reading.value : null);
