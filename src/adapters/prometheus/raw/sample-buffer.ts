/** Times, and both halves of each value. */
export interface Room {
  readonly times: Float64Array;
  readonly halves: Int32Array;
}

/** Samples of one series in the order of time, in room that is used again. */
export class SampleBuffer {
  #times = new Float64Array(256);
  #values = new Float64Array(256);
  #halves = new Int32Array(this.#values.buffer);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Milliseconds since 1970; a view that is good until the next change. */
  get times(): Float64Array {
    return this.#times.subarray(0, this.#count);
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }

  /** Where so many more samples can be written, behind those that are there. */
  roomFor(more: number): Room {
    if (this.#count + more > this.#times.length) this.#grow(2 * (this.#count + more));
    return { times: this.#times, halves: this.#halves };
  }

  /** What was written into the room is there, up to so many samples in all. */
  fill(count: number): void {
    this.#count = count;
  }

  add(atMs: number, value: number): void {
    if (this.#count === this.#times.length) this.#grow(2 * this.#count);
    this.#times[this.#count] = atMs;
    this.#values[this.#count++] = value;
  }

  timeAt(index: number): number {
    return this.#times[index] ?? Number.NaN;
  }

  valueAt(index: number): number {
    return this.#values[index] ?? Number.NaN;
  }

  clear(): void {
    this.#count = 0;
  }

  #grow(length: number): void {
    const grown = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(length);
      larger.set(old);
      return larger;
    };
    this.#times = grown(this.#times);
    this.#values = grown(this.#values);
    this.#halves = new Int32Array(this.#values.buffer);
  }
}

/** The samples of both, each moment once: of two at the same time the first buffer's. */
export function merged(first: SampleBuffer, second: SampleBuffer): SampleBuffer {
  const all = new SampleBuffer();
  for (let i = 0, k = 0; i < first.count || k < second.count;) {
    const [one, other] = [first.timeAt(i), second.timeAt(k)];
    if (k === second.count || one <= other) {
      all.add(one, first.valueAt(i++));
      if (one === other) k++;
    } else all.add(other, second.valueAt(k++));
  }
  return all;
}
