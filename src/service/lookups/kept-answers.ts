interface Kept<Answer> {
  readonly answer: Promise<Answer>;
  /** By the monotonic clock. */
  readonly until: number;
}

/** More are not looked at within the life of one. */
const MOST_KEPT = 200;

/** Answers that are kept for a while: many who ask the same cost one question. */
export class KeptAnswers<Answer> {
  readonly #lifeSeconds: number;
  readonly #monotonic: () => number;
  readonly #kept = new Map<string, Kept<Answer>>();

  /** @param monotonic - seconds since some fixed moment */
  constructor(lifeSeconds: number, monotonic: () => number) {
    this.#lifeSeconds = lifeSeconds;
    this.#monotonic = monotonic;
  }

  /** The answer that is kept under a key, or that is under way; else a new one. */
  of(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const now = this.#monotonic();
    const known = this.#kept.get(key);
    if (known !== undefined && known.until > now) return known.answer;
    const answer = ask();
    this.#keep(key, { answer, until: now + this.#lifeSeconds });
    // A fault of ours is no answer.
    void answer.catch(() => this.#kept.delete(key));
    return answer;
  }

  #keep(key: string, kept: Kept<Answer>): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
