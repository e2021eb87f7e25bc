import type { Counts } from "./event-log.ts";

const SECOND_MS = 1000;

/** Events by the second: there are too many of them to keep each one. */
export class SecondLog {
  readonly #fromMs: number;
  readonly #total: Uint32Array;
  readonly #bad: Uint32Array;
  #isSummed = false;

  constructor(fromMs: number, toMs: number) {
    this.#fromMs = fromMs;
    this.#total = new Uint32Array(Math.ceil((toMs - fromMs) / SECOND_MS) + 2);
    this.#bad = new Uint32Array(this.#total.length);
  }

  /** What happened before the log begins, or after it ends, is nobody's. */
  add(atMs: number, { total, bad }: Counts): void {
    const i = this.#index(atMs);
    if (i < 0 || i >= this.#total.length) return;
    this.#total[i] = (this.#total[i] ?? 0) + total;
    this.#bad[i] = (this.#bad[i] ?? 0) + bad;
  }

  /** What happened within (fromMs, toMs], to a second. */
  between(fromMs: number, toMs: number): Counts {
    if (!this.#isSummed) for (const counts of [this.#total, this.#bad]) sumUp(counts);
    this.#isSummed = true;
    const of = (sums: Uint32Array): number => (sums[this.#index(toMs)] ?? 0) - (sums[this.#index(fromMs)] ?? 0);
    return { total: of(this.#total), bad: of(this.#bad) };
  }

  #index(ms: number): number {
    return Math.ceil((ms - this.#fromMs) / SECOND_MS);
  }
}

function sumUp(counts: Uint32Array): void {
  for (let i = 1; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0);
}
