import type { TimeSpan } from "../counting/excluded-time.ts";
import type { DigestPlan, RowCounts } from "./series-digest.ts";

/** What neighbouring samples tell, one after the other: the stretch (times[i - 1], times[i]] is of `amounts[i]`. */
export class Increases {
  /** Where the first stretch begins. */
  sinceMs = Number.NaN;
  count = 0;
  times = new Float64Array(256);
  /** Events; of a probe, seconds. */
  amounts = new Float64Array(256);
  /** Of a probe the seconds without success; zero for a counter. */
  bad = new Float64Array(256);

  /** @param more - so many stretches find room then */
  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.times.length) return;
    const grown = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(2 * needed);
      larger.set(old);
      return larger;
    };
    this.times = grown(this.times);
    this.amounts = grown(this.amounts);
    this.bad = grown(this.bad);
  }

  /**
   * There must be room.
   *
   * @param amount - events, or seconds
   * @param bad - seconds without success
   */
  add(atMs: number, amount: number, bad: number): void {
    const i = this.count++;
    this.times[i] = atMs;
    this.amounts[i] = amount;
    this.bad[i] = bad;
  }
}

/** Sums of one set of exclusions, by rows. Spans are disjoint, the earliest first. */
export class RowSums {
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

  /** Sums what neighbours tell at the time of the later one; nothing where an exclusion touches their stretch. */
  add({ sinceMs, times, amounts, bad, count }: Increases): void {
    const isGauge = this.#bad.length > 0;
    let previousMs = sinceMs;
    // One row after the other: most samples end where the one before did.
    let row = 0;
    let rowEndMs = Number.NEGATIVE_INFINITY;
    let sum = this.#amounts[row] ?? 0;
    for (let i = 0; i < count; i++) {
      const atMs = times[i] ?? 0;
      const isCounted = atMs > this.#countFromMs && !this.#isExcluded(previousMs, atMs);
      previousMs = atMs;
      if (!isCounted) continue;
      if (atMs > rowEndMs) {
        this.#amounts[row] = sum;
        row = Math.ceil(atMs / this.#stepMs) - this.#firstRow;
        rowEndMs = (row + this.#firstRow) * this.#stepMs;
        sum = this.#amounts[row] ?? 0;
      }
      sum += amounts[i] ?? 0;
      if (isGauge) this.#bad[row] = (this.#bad[row] ?? 0) + (bad[i] ?? 0);
    }
    this.#amounts[row] = sum;
  }

  /** The rows with something in them; the next series begins with none. */
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
