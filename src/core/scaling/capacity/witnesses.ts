/** What was served of some load: bad events among all, and in how many hours, each by its weight. */
export interface Testimony {
  /** Weighted events. */
  readonly bad: number;
  /** Weighted events. */
  readonly total: number;
  /** Weighted hours. */
  readonly heard: number;
}

/** Sums by hour, of which those before and after any hour are told without a look at each. */
export class Witnesses {
  readonly #first: number;
  readonly #size: number;
  /** Three sums side by side for each node of a binary indexed tree. */
  readonly #tree: Float64Array;

  /**
   * @param first - the earliest hour, counted since 1970
   * @param last - the latest one
   */
  constructor(first: number, last: number) {
    this.#first = first;
    this.#size = last - first + 1;
    this.#tree = new Float64Array(3 * (this.#size + 1));
  }

  /**
   * Adds what one hour tells.
   *
   * @param bad - events, by their weight
   * @param total - events, by their weight
   * @param heard - the weight of the hour, 0..1
   */
  add(hour: number, bad: number, total: number, heard: number): void {
    for (let node = hour - this.#first + 1; node <= this.#size; node += node & -node) {
      const at = 3 * node;
      this.#tree[at] = (this.#tree[at] ?? 0) + bad;
      this.#tree[at + 1] = (this.#tree[at + 1] ?? 0) + total;
      this.#tree[at + 2] = (this.#tree[at + 2] ?? 0) + heard;
    }
  }

  /** What all hours before one tell, counted since 1970. */
  before(hour: number): Testimony {
    return this.#upTo(hour - this.#first);
  }

  /** What all hours after one tell, counted since 1970. */
  after(hour: number): Testimony {
    const [all, until] = [this.#upTo(this.#size), this.#upTo(hour - this.#first + 1)];
    return { bad: all.bad - until.bad, total: all.total - until.total, heard: all.heard - until.heard };
  }

  #upTo(last: number): Testimony {
    let [bad, total, heard] = [0, 0, 0];
    for (let node = last; node > 0; node -= node & -node) {
      const at = 3 * node;
      bad += this.#tree[at] ?? 0;
      total += this.#tree[at + 1] ?? 0;
      heard += this.#tree[at + 2] ?? 0;
    }
    return { bad, total, heard };
  }
}
