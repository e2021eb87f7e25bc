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
}

/** Bucket counts of a short window, so that percentiles come from memory. */
export class LatencyRing {
  readonly #stepMs: number;
  readonly #length: number;
  readonly #buckets: BucketCounts[] = [];
  #head: number;

  constructor(stepMs: number, windowMs: number, atMs: number) {
    this.#stepMs = stepMs;
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
  }

  /**
   * Counts events of the time `atMs` that were at most as slow as `bound`; the larger buckets count them on their own.
   */
  add(bound: number, atMs: number, count: number): void {
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

  /** What {@link load} takes over. */
  keep(): KeptLatency {
    const oldest = this.#head - this.#length + 1;
    const rowsOf = ({ rows }: BucketCounts): readonly number[] =>
      Array.from(rows, (_, k) => rows[(oldest + k) % this.#length] ?? 0);
    return {
      head: this.#head,
      buckets: this.#buckets.map((bucket) => [bucket.bound, bucket.sum, ...rowsOf(bucket)]),
    };
  }

  /** Takes over what was kept of a ring of the same length. */
  load({ head, buckets }: KeptLatency): void {
    this.#head = head;
    for (const [bound, sum, ...rows] of buckets) {
      const bucket = this.#bucket(bound);
      bucket.sum = sum;
      rows.forEach((count, k) => {
        bucket.rows[(head - this.#length + 1 + k) % this.#length] = count;
      });
    }
  }

  #bucket(bound: number): BucketCounts {
    const known = this.#buckets.find((bucket) => bucket.bound === bound);
    if (known !== undefined) return known;
    const bucket = { bound, sum: 0, rows: new Float64Array(this.#length) };
    this.#buckets.push(bucket);
    return bucket;
  }
}
