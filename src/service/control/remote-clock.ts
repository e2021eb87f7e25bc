import { type Instant, instant, secondsBetween } from "../../core/units/instant.ts";
import { printPromDuration } from "../../core/units/prom-duration.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";

/** What is to be thought of a time that a Prometheus tells. */
export type HeardTime =
  /** It is the last one plus the time that has passed. */
  | { readonly kind: "agrees" }
  /** It is another one than was thought before, and what was read is dated by the old one. */
  | { readonly kind: "moved"; readonly bySeconds: number }
  | { readonly kind: "disagrees"; readonly problem: string };

/** A word of a Prometheus about its time, and when we heard it by our monotonic clock. */
interface Told {
  readonly at: Instant;
  readonly monotonic: number;
}

/** A busy machine answers late. */
const LEAST_TOLERANCE = 5;
/** A clock that was set and that nobody else confirms is believed after so long, in seconds. */
const BELIEVED_AFTER = 300;

/**
 * What time it is for a Prometheus: its own last word, carried on by our monotonic clock. A word that does not fit is
 * not taken: samples would be read twice, or never, and old numbers would look fresh.
 */
export class RemoteClock {
  readonly #clock: Clock;
  readonly #tolerance: number;
  #told: Told | undefined;
  /** The first of the words in a row that agree with each other, and with nothing else. */
  #other: Told | undefined;

  /** @param expected - what it should say now, by what was known of it before a restart */
  constructor(clock: Clock, step: Seconds, expected?: Instant) {
    this.#clock = clock;
    this.#tolerance = Math.max(LEAST_TOLERANCE, 2 * step);
    if (expected !== undefined) this.#told = { at: expected, monotonic: clock.monotonic() };
  }

  /** Our own clock until Prometheus was heard for the first time. */
  now(): Instant {
    return this.#told === undefined ? this.#clock.now() : carriedOn(this.#told, this.#clock.monotonic());
  }

  /**
   * Takes the time that Prometheus tells, if it can be believed.
   *
   * @param askedAt - by our monotonic clock: an answer may speak of any moment since
   */
  hear(at: Instant, askedAt: number): HeardTime {
    const word = { at, monotonic: this.#clock.monotonic() };
    const bySeconds = secondsBetween(this.now(), at);
    const agrees =
      this.#told === undefined ? Math.abs(bySeconds) <= this.#tolerance : this.#follows(this.#told, word, askedAt);
    // The first word is believed whatever our own clock says: nothing of it was read yet.
    if (!agrees && this.#told !== undefined && !this.#isConfirmed(word, askedAt))
      return { kind: "disagrees", problem: disagreement(at, bySeconds) };
    this.#told = word;
    this.#other = undefined;
    return agrees ? { kind: "agrees" } : { kind: "moved", bySeconds };
  }

  /** By our own clock, or by saying the same for long enough. */
  #isConfirmed(word: Told, askedAt: number): boolean {
    if (Math.abs(secondsBetween(this.#clock.now(), word.at)) <= this.#tolerance) return true;
    const other = this.#other;
    if (other !== undefined && this.#follows(other, word, askedAt))
      return word.monotonic - other.monotonic >= BELIEVED_AFTER;
    this.#other = word;
    return false;
  }

  #follows(earlier: Told, word: Told, askedAt: number): boolean {
    const least = secondsBetween(carriedOn(earlier, Math.max(askedAt, earlier.monotonic)), word.at);
    const most = secondsBetween(carriedOn(earlier, word.monotonic), word.at);
    return least >= -this.#tolerance && most <= this.#tolerance;
  }
}

const carriedOn = ({ at, monotonic }: Told, now: number): Instant => instant(Math.round(at + (now - monotonic) * 1000));

function disagreement(at: Instant, bySeconds: number): string {
  const apart = printPromDuration(seconds(Math.max(1, Math.round(Math.abs(bySeconds)))));
  return `its clock says ${new Date(at).toISOString()}, ${apart} ${bySeconds < 0 ? "before" : "after"} the time that it should be; nothing is read until it agrees`;
}
