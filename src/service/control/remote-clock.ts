import { type Instant, instant } from "../../core/units/instant.ts";
import type { Clock } from "../ports/clock.ts";

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
