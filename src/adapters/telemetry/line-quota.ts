/** Of each sentence, so that one that is said without end drowns no other. */
const MOST_LINES = 200;
const PER_MILLISECONDS = 60_000;

/** Lines of one sentence that were left out. */
export interface LeftOut {
  readonly sentence: string;
  readonly lines: number;
}

/** Counts lines by their sentence, and says which are too many for a minute. */
export class LineQuota {
  #startMs = Number.NEGATIVE_INFINITY;
  #counts = new Map<string, number>();

  admits(sentence: string): boolean {
    const count = (this.#counts.get(sentence) ?? 0) + 1;
    this.#counts.set(sentence, count);
    return count <= MOST_LINES;
  }

  /** Begins the next minute where it is time, and tells what was left out of the last one. */
  turn(nowMs: number): readonly LeftOut[] {
    // A clock that was set back begins a new minute too.
    if (nowMs >= this.#startMs && nowMs - this.#startMs < PER_MILLISECONDS) return [];
    const leftOut = [...this.#counts].flatMap(([sentence, count]) =>
      count > MOST_LINES ? [{ sentence, lines: count - MOST_LINES }] : [],
    );
    this.#startMs = nowMs;
    this.#counts = new Map();
    return leftOut;
  }
}
