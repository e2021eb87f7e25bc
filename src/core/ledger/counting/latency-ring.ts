/** Counts of one histogram bucket: cumulative over time, at the rows of the ring. */
interface BucketCounts {
  readonly bound: number;
  sum: number;
  readonly rows: Float64Array;
}

/** Increase of one bucket over a window. */
export interface BucketIncrease {
  /** The bucket's `le`; Infinity for the last. */
  readonly bound: number;
  /** Events at most that slow. */
  readonly count: number;
}

/** All that a ring knows, as plain values. */
export interface KeptLatency {
  /** The number of the newest row. */
  readonly head: number;
  /** Of each bucket its bound, its sum, and its rows, oldest first. */
  readonly buckets: readonly (readonly [bound: number, sum: number, ...rows: number[]])[];
  /** The same of its past; absent where it has none, or was kept before there were any. */
  readonly past?: KeptLatency;
}

/** What every bucket gained in one step. */
export interface LatencyStep {
  /** The end of the step. */
  readonly toMs: number;
  /** Smallest bound first. */
  readonly buckets: readonly BucketIncrease[];
}

/** Bucket counts of a short window, so that percentiles come from memory. */
export class LatencyRing {
  readonly #stepMs: number;
  readonly #length: number;
  readonly #buckets: BucketCounts[] = [];
  /** Counts the same events, in longer steps that reach further back. */
  readonly #past: LatencyRing | undefined;
  #head: number;

  /** @param past - a ring of longer steps, which is filled with this one */
  constructor(stepMs: number, windowMs: number, atMs: number, past?: LatencyRing) {
    this.#stepMs = stepMs;
    this.#past = past;
    // Two rows more: one for the edge that is interpolated, one for the boundary that is just being passed.
    this.#length = Math.ceil(windowMs / stepMs) + 2;
    this.#head = Math.floor(atMs / stepMs);
  }

  /** The buckets that are known, by their `le` in the unit of the histogram; in no order. */
  get bounds(): readonly number[] {
    return this.#buckets.map(({ bound }) => bound);
  }

  /** Writes the rows of all boundaries up to `atMs`; events of an earlier time may still be added afterwards. */
  advance(atMs: number): void {
    const until = Math.floor(atMs / this.#stepMs);
    for (let row = Math.max(this.#head + 1, until - this.#length + 1); row <= until; row++) {
      for (const bucket of this.#buckets) bucket.rows[row % this.#length] = bucket.sum;
    }
    this.#head = Math.max(this.#head, until);
    this.#past?.advance(atMs);
  }

  /**
   * Counts events of the time `atMs` that were at most as slow as `bound`; the larger buckets count them on their own.
   */
  add(bound: number, atMs: number, count: number): void {
    this.#past?.add(bound, atMs, count);
    const bucket = this.#bucket(bound);
    bucket.sum += count;
    const oldest = this.#head - this.#length + 1;
    for (let row = Math.max(oldest, Math.ceil(atMs / this.#stepMs)); row <= this.#head; row++) {
      const i = row % this.#length;
      bucket.rows[i] = (bucket.rows[i] ?? 0) + count;
    }
  }

  /** Makes a bucket known by its `bound`, even before anything is counted in it. */
  learn(bound: number): void {
    this.#past?.learn(bound);
    this.#bucket(bound);
  }

  /** What every bucket gained since `fromMs`, smallest bound first. */
  since(fromMs: number): readonly BucketIncrease[] {
    const exact = Math.max(fromMs / this.#stepMs, this.#head - this.#length + 1);
    const lower = Math.floor(exact);
    const share = exact - lower;
    const at = ({ rows, sum }: BucketCounts, row: number): number =>
      row > this.#head ? sum : (rows[row % this.#length] ?? 0);
    return this.#buckets
      .map((bucket) => ({
        bound: bucket.bound,
        count: bucket.sum - at(bucket, lower) * (1 - share) - at(bucket, lower + 1) * share,
      }))
      .toSorted((a, b) => a.bound - b.bound);
  }

  /** The whole steps that it holds, the oldest first; of the ring of longer steps where there is one. */
  get steps(): { readonly stepMs: number; readonly steps: readonly LatencyStep[] } {
    if (this.#past !== undefined) return this.#past.steps;
    const oldest = this.#head - this.#length + 1;
    const inOrder = this.#buckets.toSorted((a, b) => a.bound - b.bound);
    const steps = Array.from({ length: this.#length - 1 }, (_, k): LatencyStep => {
      const row = oldest + k + 1;
      return {
        toMs: row * this.#stepMs,
        buckets: inOrder.map(({ bound, rows }) => ({
          bound,
          count: (rows[row % this.#length] ?? 0) - (rows[(row - 1) % this.#length] ?? 0),
        })),
      };
    });
    return { stepMs: this.#stepMs, steps };
  }

  /** What {@link load} takes over. */
  keep(): KeptLatency {
    const rowsOf = ({ rows }: BucketCounts): readonly number[] =>
      Array.from(rows, (_, k) => rows[this.#place(this.#head, k)] ?? 0);
    return {
      head: this.#head,
      buckets: this.#buckets.map((bucket) => [bucket.bound, bucket.sum, ...rowsOf(bucket)]),
      ...(this.#past === undefined ? {} : { past: this.#past.keep() }),
    };
  }

  /** Takes over what was kept of a ring of the same length. */
  load({ head, buckets, past }: KeptLatency): void {
    if (past !== undefined) this.#past?.load(past);
    this.#head = head;
    for (const [bound, sum, ...rows] of buckets) {
      const bucket = this.#bucket(bound);
      bucket.sum = sum;
      rows.forEach((count, k) => {
        bucket.rows[this.#place(head, k)] = count;
      });
    }
  }

  /** Where the row lies that is `k` newer than the oldest one, which comes after the newest, `head`. */
  #place(head: number, k: number): number {
    return (head + 1 + k) % this.#length;
  }

  #bucket(bound: number): BucketCounts {
    const known = this.#buckets.find((bucket) => bucket.bound === bound);
    if (known !== undefined) return known;
    const bucket = { bound, sum: 0, rows: new Float64Array(this.#length) };
    this.#buckets.push(bucket);
    return bucket;
  }
}

/** What charts of latency show: some 7 KB for a histogram of a dozen buckets. */
const PAST_STEP_MS = 5 * 60_000;
const PAST_REACH_MS = 6 * 3_600_000;

/** A ring for `windowMs` that remembers some hours besides, in longer steps. */
export const latencyRing = (stepMs: number, windowMs: number, atMs: number): LatencyRing =>
  new LatencyRing(stepMs, windowMs, atMs, new LatencyRing(PAST_STEP_MS, PAST_REACH_MS, atMs));
