import { MISSED_INTERVALS } from "../reading/absences.ts";
import { LONGEST_HOLD } from "../reading/apply-sample.ts";
import { LONGEST_SILENCE_MS } from "../counting/cell.ts";
import { usualSpacing } from "../counting/usual-spacing.ts";
import { isCount } from "../counting/valid-sample.ts";
import { LowValues } from "./low-values.ts";
import { Increases, RowSums } from "./row-sums.ts";
import type { DigestPlan, SeriesDigest } from "./series-digest.ts";

/** So many numbers of absences of a low counter are kept, with which its low values can be told. */
const MOST_ABSENCES = 8192;

/**
 * Counts the raw samples of one series after the other, as they are decoded: each is looked at once and forgotten.
 * Keeps nothing between two series but its room.
 */
export class SeriesDigester {
  readonly #plan: DigestPlan;
  readonly #isGauge: boolean;
  readonly #sets: readonly RowSums[];
  readonly #increases: Increases;
  #previousMs = Number.NaN;
  #previous = Number.NaN;
  #spacingMs = 0;
  #pieces: number[] = [];
  #resets: number[] = [];
  #absences: number[] = [];
  readonly #lows = new LowValues();

  /** @param room - which digesters may share, each of which is told of its samples in one go */
  constructor(plan: DigestPlan, room = new Increases()) {
    this.#increases = room;
    this.#plan = plan;
    this.#isGauge = plan.counted === "by the time it holds";
    this.#sets = plan.excluded.map((spans) => new RowSums(plan, spans, this.#isGauge));
  }

  /**
   * Samples of the present series; earlier ones than the last are ignored, as are those outside the stretch.
   *
   * @param times - milliseconds since 1970
   * @param values - as the counter or the gauge stands; anything, NaN included
   */
  add(times: ArrayLike<number>, values: ArrayLike<number>): void {
    const increases = this.#increases;
    increases.sinceMs = this.#previousMs;
    increases.reserve(times.length);
    for (let i = this.#goOn(times, values, 0); i < times.length; i = this.#goOn(times, values, i + 1))
      this.#addOne(times[i] ?? Number.NaN, values[i] ?? Number.NaN);
    for (const set of this.#sets) set.add(increases);
    increases.count = 0;
  }

  /** What the samples since the last call come to, as those of a series with these labels; undefined for none. */
  take(labels: Readonly<Record<string, string>>): SeriesDigest | undefined {
    const digest = this.#isFirst
      ? undefined
      : {
          labels,
          counts: this.#sets.map((set) => set.take()),
          pieces: [...this.#pieces, this.#previousMs, this.#previous],
          resets: this.#resets,
          absences: this.#absences,
          lows: this.#lows.take(),
          spacingMs: this.#spacingMs,
        };
    this.#previousMs = Number.NaN;
    this.#previous = Number.NaN;
    this.#spacingMs = 0;
    this.#pieces = [];
    this.#resets = [];
    this.#absences = [];
    return digest;
  }

  /**
   * Samples as nearly all are, of a counter that goes on at its usual pace; the same as one by one, and much faster.
   *
   * @returns the place of the first that is another
   */
  #goOn(times: ArrayLike<number>, values: ArrayLike<number>, from: number): number {
    if (this.#isGauge) return from;
    const { toMs } = this.#plan;
    const { times: ends, amounts } = this.#increases;
    let [previousMs, previous, spacingMs] = [this.#previousMs, this.#previous, this.#spacingMs];
    let [i, at] = [from, this.#increases.count];
    for (; i < times.length; i++, at++) {
      const atMs = times[i] ?? Number.NaN;
      const value = values[i] ?? Number.NaN;
      const gapMs = atMs - previousMs;
      const isUsual = gapMs > 0 && gapMs <= MISSED_INTERVALS * spacingMs && gapMs <= LONGEST_SILENCE_MS;
      const { isLow } = this.#lows;
      if (!isUsual || (isLow && this.#lows.isAway(gapMs)) || value < previous || !isCount(value) || atMs > toMs) break;
      ends[at] = atMs;
      amounts[at] = value - previous;
      if (isLow) {
        this.#lows.see(gapMs);
        if (value !== previous) this.#lows.rise(atMs, value, value - previous);
      }
      spacingMs = usualSpacing(spacingMs, gapMs);
      previousMs = atMs;
      previous = value;
    }
    this.#increases.count = at;
    [this.#previousMs, this.#previous, this.#spacingMs] = [previousMs, previous, spacingMs];
    return i;
  }

  #addOne(atMs: number, value: number): void {
    if (!(atMs > this.#plan.fromMs && atMs <= this.#plan.toMs) || atMs <= this.#previousMs) return;
    if (!isCount(value) || (this.#isGauge && value > 1)) return;
    if (this.#isFirst) this.#begin(atMs, value);
    else this.#follow(atMs, value);
    this.#previousMs = atMs;
    this.#previous = value;
  }

  #begin(atMs: number, value: number): void {
    this.#pieces.push(atMs, value);
    this.#increases.sinceMs = atMs;
    if (!this.#isGauge) this.#lows.begin(atMs, value, false);
  }

  /** Whether the series has no sample yet. */
  get #isFirst(): boolean {
    return Number.isNaN(this.#previousMs);
  }

  #follow(atMs: number, value: number): void {
    const [previousMs, previous] = [this.#previousMs, this.#previous];
    const spacingMs = atMs - previousMs;
    if (this.#isGauge) this.#hold(atMs, spacingMs);
    else if (value < previous) {
      this.#resets.push(previousMs, atMs);
      this.#increases.add(atMs, value, 0);
      this.#lows.begin(atMs, value, !this.#isAway(spacingMs));
    } else {
      this.#increases.add(atMs, value - previous, 0);
      if (value !== previous) this.#lows.rise(atMs, value, value - previous);
      if (previous > 0 && (this.#isAway(spacingMs) || (this.#lows.isLow && this.#lows.isAway(spacingMs))))
        this.#noteAbsence(previousMs, previous, atMs, value);
    }
    this.#lows.see(spacingMs);
    if (spacingMs > LONGEST_SILENCE_MS) this.#pieces.push(previousMs, previous, atMs, value);
    this.#spacingMs = usualSpacing(this.#spacingMs, spacingMs);
  }

  #isAway(spacingMs: number): boolean {
    return this.#spacingMs > 0 && spacingMs > MISSED_INTERVALS * this.#spacingMs;
  }

  #noteAbsence(...absence: readonly [fromMs: number, from: number, toMs: number, to: number]): void {
    this.#absences.push(...absence);
    // Of scrapes that are never usual each would be one.
    if (this.#absences.length >= MOST_ABSENCES) this.#lows.giveUp(absence[2]);
  }

  /** A gauge's value holds until the next sample, but not for longer than two usual intervals. */
  #hold(atMs: number, spacingMs: number): void {
    const usualMs = this.#spacingMs === 0 ? spacingMs : this.#spacingMs;
    const seconds = Math.min(spacingMs, LONGEST_HOLD * usualMs) / 1000;
    this.#increases.add(atMs, seconds, seconds * (1 - this.#previous));
  }
}
