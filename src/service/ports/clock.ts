import type { Instant } from "../../core/units/instant.ts";

/**
 * Time from outside: the wall for what people read, the monotonic one for durations, which a changed wall must not
 * bend.
 */
export interface Clock {
  readonly now: () => Instant;
  /** Seconds since some fixed moment. */
  readonly monotonic: () => number;
}
