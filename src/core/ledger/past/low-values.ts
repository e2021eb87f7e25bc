import { MISSED_INTERVALS } from "../reading/absences.ts";

/** A new counter may stand this high after a scrape, whatever it usually counts. */
const LEAST_HIGH = 60;
/** Or at so many times the most that it has counted within one. */
const HIGH_FACTOR = 20;
/** Of a counter that is low and changes for longer than this (five days of scrapes each 15 s), the rest is not known. */
const MOST_NUMBERS = 65_536;

/** The low values of one counter, as `lows` of a digest has them. */
export class LowValues {
  #lows: number[] = [];
  #largest = 0;
  #isGivenUp = false;
  #leastMs = Number.POSITIVE_INFINITY;
  /** Whether the counter stands low, so that its next change is to be told. */
  isLow = false;

  /**
   * The counter begins with this sample, or begins anew.
   *
   * @param value - as it stands, in events
   * @param isOfOneScrape - whether it has counted all of them since the scrape before: so fast it is, then, and may be
   *   again
   */
  begin(atMs: number, value: number, isOfOneScrape: boolean): void {
    this.isLow = !this.#isGivenUp;
    if (isOfOneScrape) this.#largest = Math.max(this.#largest, value);
    this.#note(atMs, value);
  }

  /**
   * The counter, which was low, rises.
   *
   * @param value - as it stands, in events
   * @param increase - in events
   */
  rise(atMs: number, value: number, increase: number): void {
    this.#largest = Math.max(this.#largest, increase);
    this.#note(atMs, value);
  }

  /** Two samples of it are so far apart. */
  see(spacingMs: number): void {
    this.#leastMs = Math.min(this.#leastMs, spacingMs);
  }

  /**
   * Whether a sample may be missing between two that are so far apart: one that is absent more often than not has no
   * usual spacing, so the least one tells.
   */
  isAway(spacingMs: number): boolean {
    return spacingMs > MISSED_INTERVALS * this.#leastMs;
  }

  /** What the counter stands at from here on is not known. */
  giveUp(atMs: number): void {
    if (!this.isLow) return;
    this.#lows.push(atMs, Number.NaN);
    this.isLow = false;
    this.#isGivenUp = true;
  }

  /** What was noted since the last call: times and events, as `lows` of a digest has them. */
  take(): readonly number[] {
    const lows = this.#lows;
    this.#lows = [];
    this.#largest = 0;
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#isGivenUp = false;
    return lows;
  }

  #note(atMs: number, value: number): void {
    if (!this.isLow) return;
    const isHigh = value > Math.max(LEAST_HIGH, HIGH_FACTOR * this.#largest);
    if (this.#lows.length + 2 >= MOST_NUMBERS) return this.giveUp(atMs);
    this.#lows.push(atMs, isHigh ? Number.POSITIVE_INFINITY : value);
    if (isHigh) this.isLow = false;
  }
}
