import type { TimeSpan } from "../counting/excluded-time.ts";
import { MISSED_INTERVALS } from "../reading/absences.ts";
import { LONGEST_HOLD } from "../reading/apply-sample.ts";
import { LONGEST_SILENCE_MS } from "../counting/cell.ts";
import { isCount } from "../counting/valid-sample.ts";
import type { DigestPlan, RowCounts, SeriesDigest } from "./series-digest.ts";

/** Weight of the newest spacing in the running mean: some ten samples are remembered. */
const SPACING_WEIGHT = 0.1;

/**
 * Counts the raw samples of one series after the other, as they are decoded: each is looked at once and forgotten.
 * Keeps nothing between two series but its room.
 */
export class SeriesDigester {
  readonly #plan: DigestPlan;
  readonly #isGauge: boolean;
  readonly #sets: readonly RowSums[];
  #count = 0;
  #previousMs = Number.NaN;
  #previous = Number.NaN;
  #spacingMs = 0;
  #pieces: number[] = [];
  #resets: number[] = [];
  #absences: number[] = [];

  constructor(plan: DigestPlan) {
    this.#plan = plan;
    this.#isGauge = plan.counted === "by the time it holds";
    this.#sets = plan.excluded.map((spans) => new RowSums(plan, spans, this.#isGauge));
  }

  /**
   * One sample of the present series; earlier ones than the last are ignored, as are those outside the stretch.
   *
   * @param value - as the counter or the gauge stands; anything, NaN included
   */
  add(atMs: number, value: number): void {
    if (!(atMs > this.#plan.fromMs && atMs <= this.#plan.toMs) || atMs <= this.#previousMs) return;
    if (!isCount(value) || (this.#isGauge && value > 1)) return;
    if (this.#count === 0) this.#pieces.push(atMs, value);
    else this.#follow(atMs, value);
    this.#count++;
    this.#previousMs = atMs;
    this.#previous = value;
  }

  /** What the samples since the last call come to, as those of a series with these labels; undefined for none. */
  take(labels: Readonly<Record<string, string>>): SeriesDigest | undefined {
    const digest =
      this.#count === 0
        ? undefined
        : {
            labels,
            counts: this.#sets.map((set) => set.take()),
            pieces: [...this.#pieces, this.#previousMs, this.#previous],
            resets: this.#resets,
            absences: this.#absences,
            spacingMs: this.#spacingMs,
          };
    this.#count = 0;
    this.#previousMs = Number.NaN;
    this.#previous = Number.NaN;
    this.#spacingMs = 0;
    this.#pieces = [];
    this.#resets = [];
    this.#absences = [];
    return digest;
  }

  #follow(atMs: number, value: number): void {
    const [previousMs, previous] = [this.#previousMs, this.#previous];
    const spacingMs = atMs - previousMs;
    if (this.#isGauge) this.#hold(atMs, spacingMs);
    else if (value < previous) {
      this.#resets.push(previousMs, atMs);
      for (const set of this.#sets) set.add(previousMs, atMs, value, 0);
    } else {
      if (value > previous) for (const set of this.#sets) set.add(previousMs, atMs, value - previous, 0);
      if (this.#spacingMs > 0 && spacingMs > MISSED_INTERVALS * this.#spacingMs && previous > 0)
        this.#absences.push(previousMs, previous, atMs, value);
    }
    if (spacingMs > LONGEST_SILENCE_MS) this.#pieces.push(previousMs, previous, atMs, value);
    this.#spacingMs = usualSpacing(this.#spacingMs, spacingMs);
  }

  /** A gauge's value holds until the next sample, but not for longer than two usual intervals. */
  #hold(atMs: number, spacingMs: number): void {
    const usualMs = this.#spacingMs === 0 ? spacingMs : this.#spacingMs;
    const seconds = Math.min(spacingMs, LONGEST_HOLD * usualMs) / 1000;
    for (const set of this.#sets) set.add(this.#previousMs, atMs, seconds, seconds * (1 - this.#previous));
  }
}

/** The usual time between samples after one more: a mean in which a gap weighs no more than two of them. */
const usualSpacing = (usualMs: number, spacingMs: number): number =>
  usualMs === 0 ? spacingMs : usualMs + SPACING_WEIGHT * (Math.min(spacingMs, 2 * usualMs) - usualMs);

/** Sums of one set of exclusions, by rows. Spans are disjoint, the earliest first. */
class RowSums {
  readonly #stepMs: number;
  readonly #firstRow: number;
  readonly #excluded: readonly TimeSpan[];
  readonly #countFromMs: number;
  /** Spans before it end before all samples to come. */
  #span = 0;
  readonly #amounts: Float64Array;
  readonly #bad: Float64Array;

  constructor({ countFromMs, toMs, stepMs }: DigestPlan, excluded: readonly TimeSpan[], isGauge: boolean) {
    this.#stepMs = stepMs;
    this.#countFromMs = countFromMs;
    this.#firstRow = Math.floor(countFromMs / stepMs) + 1;
    this.#excluded = excluded;
    const rows = Math.ceil(toMs / stepMs) - this.#firstRow + 1;
    this.#amounts = new Float64Array(Math.max(0, rows));
    this.#bad = new Float64Array(isGauge ? this.#amounts.length : 0);
  }

  /** What is told by two neighbours, at the time of the later one; nothing where an exclusion touches their stretch. */
  add(previousMs: number, atMs: number, amount: number, bad: number): void {
    if (atMs <= this.#countFromMs || this.#isExcluded(previousMs, atMs)) return;
    const i = Math.ceil(atMs / this.#stepMs) - this.#firstRow;
    this.#amounts[i] = (this.#amounts[i] ?? 0) + amount;
    if (bad > 0) this.#bad[i] = (this.#bad[i] ?? 0) + bad;
  }

  take(): RowCounts {
    const rows: number[] = [];
    const amounts: number[] = [];
    const bads: number[] = [];
    for (const [i, amount] of this.#amounts.entries()) {
      if (amount === 0) continue;
      rows.push(this.#firstRow + i);
      amounts.push(amount);
      if (this.#bad.length > 0) bads.push(this.#bad[i] ?? 0);
    }
    this.#amounts.fill(0);
    this.#bad.fill(0);
    this.#span = 0;
    return { rows, amounts, bad: bads };
  }

  /** A flapping condition leaves thousands of spans, and each sample asks: as samples go on, so does the look. */
  #isExcluded(previousMs: number, atMs: number): boolean {
    let span = this.#excluded[this.#span];
    while (span !== undefined && span.toMs <= previousMs) span = this.#excluded[++this.#span];
    return span !== undefined && span.fromMs < atMs;
  }
}
