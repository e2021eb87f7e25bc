/** Bad events among all. */
export interface Counts {
  readonly total: number;
  readonly bad: number;
}

/** Events by their times, in any order while they are added; what lies between two moments is counted one by one. */
export class EventLog {
  #atMs: number[] = [];
  #total: number[] = [];
  #bad: number[] = [];
  /** Of all events before each one in the order of time, and of all; made anew when there are more. */
  #totalBefore: readonly number[] = [];
  #badBefore: readonly number[] = [];

  add(atMs: number, { total, bad }: Counts): void {
    if (total === 0 && bad === 0) return;
    this.#atMs.push(atMs);
    this.#total.push(total);
    this.#bad.push(bad);
  }

  /** What happened within (fromMs, toMs]. */
  between(fromMs: number, toMs: number): Counts {
    this.#sort();
    const [from, to] = [this.#after(fromMs), Math.max(this.#after(fromMs), this.#after(toMs))];
    const of = (sums: readonly number[]): number => (sums[to] ?? 0) - (sums[from] ?? 0);
    return { total: of(this.#totalBefore), bad: of(this.#badBefore) };
  }

  #sort(): void {
    if (this.#totalBefore.length > this.#atMs.length) return;
    const order = this.#atMs.map((_, i) => i).toSorted((a, b) => (this.#atMs[a] ?? 0) - (this.#atMs[b] ?? 0));
    const inOrder = (list: readonly number[]): number[] => order.map((i) => list[i] ?? 0);
    [this.#atMs, this.#total, this.#bad] = [inOrder(this.#atMs), inOrder(this.#total), inOrder(this.#bad)];
    this.#totalBefore = sumsBefore(this.#total);
    this.#badBefore = sumsBefore(this.#bad);
  }

  /** The index of the first event after a moment. */
  #after(ms: number): number {
    let [low, high] = [0, this.#atMs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#atMs[middle] ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function sumsBefore(numbers: readonly number[]): readonly number[] {
  let sum = 0;
  return [0, ...numbers.map((number) => (sum += number))];
}
