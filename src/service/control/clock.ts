import { type Instant, instant } from "../../core/units/instant.ts";

/** Time from outside: the wall for what people read, the monotonic one for durations, which a changed wall must not bend. */
export interface Clock {
  readonly now: () => Instant;
  /** Seconds since some fixed moment. */
  readonly monotonic: () => number;
}

/** What time it is for a Prometheus: its own last word, carried on by our monotonic clock. */
export class RemoteClock {
  readonly #clock: Clock;
  #told: { readonly at: Instant; readonly monotonic: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Our own clock until Prometheus was heard for the first time. */
  now(): Instant {
    if (this.#told === undefined) return this.#clock.now();
    return instant(Math.round(this.#told.at + (this.#clock.monotonic() - this.#told.monotonic) * 1000));
  }

  set(at: Instant): void {
    this.#told = { at, monotonic: this.#clock.monotonic() };
  }
}
