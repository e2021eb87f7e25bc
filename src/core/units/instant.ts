import type { Seconds } from "./seconds.ts";

declare const unit: unique symbol;

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z, as Prometheus stores it. */
export type Instant = number & { readonly [unit]: "instant" };

/**
 * The one way to make an {@link Instant}.
 *
 * @throws RangeError unless `milliseconds` is a whole number that a float holds exactly
 */
export function instant(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds))
    throw new RangeError(`instant must be whole milliseconds, got ${milliseconds}`);
  return milliseconds as Instant;
}

/** From Unix seconds as Prometheus' API writes them (`1700000000.123`); rounded to the millisecond. */
export const instantFromUnix = (unixSeconds: number): Instant => instant(Math.round(unixSeconds * 1000));

/** To Unix seconds, for Prometheus' API. */
export const toUnix = (at: Instant): number => at / 1000;

/** `at` plus `length`; a negative direction is {@link before}. */
export const after = (at: Instant, length: Seconds): Instant => instant(Math.round(at + length * 1000));

/** `at` minus `length`. */
export const before = (at: Instant, length: Seconds): Instant => instant(Math.round(at - length * 1000));

/** Seconds from `earlier` to `later`; negative when they are the other way round. */
export const secondsBetween = (earlier: Instant, later: Instant): number => (later - earlier) / 1000;
