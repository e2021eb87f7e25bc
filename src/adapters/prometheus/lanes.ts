import { bulkhead } from "cockatiel";
import type { QueryAnswer } from "../../core/promql/query-answer.ts";

/** Longer than any question takes that is asked again and again, in seconds. */
const SLOW_AFTER = 1;
/** Slow questions are few; who has so many has forgotten the oldest by the time that it comes again. */
const MOST_REMEMBERED = 1_000;

/**
 * How many questions are under way at a time. Those that were slow the last time have at most half of the places, so
 * that they keep no others waiting.
 */
export class Lanes {
  readonly #all;
  readonly #slow;
  readonly #now: () => number;
  readonly #wereSlow = new Set<string>();

  /** @param now - a clock that is never set, in seconds */
  constructor(limit: number, now: () => number) {
    this.#all = bulkhead(limit, Infinity);
    this.#slow = bulkhead(Math.max(1, Math.floor(limit / 2)), Infinity);
    this.#now = now;
  }

  /** @param question - what is the same each time that it is asked */
  run<T>(question: string, work: () => Promise<QueryAnswer<T>>): Promise<QueryAnswer<T>> {
    const timed = (): Promise<QueryAnswer<T>> => this.#all.execute(() => this.#timed(question, work));
    return this.#wereSlow.has(question) ? this.#slow.execute(timed) : timed();
  }

  async #timed<T>(question: string, work: () => Promise<QueryAnswer<T>>): Promise<QueryAnswer<T>> {
    const start = this.#now();
    const answer = await work();
    this.#wereSlow.delete(question);
    const isSlow = (answer.kind === "failed" && answer.reason === "timeout") || this.#now() - start > SLOW_AFTER;
    if (isSlow) this.#remember(question);
    return answer;
  }

  #remember(question: string): void {
    this.#wereSlow.add(question);
    const [oldest] = this.#wereSlow;
    if (this.#wereSlow.size > MOST_REMEMBERED && oldest !== undefined) this.#wereSlow.delete(oldest);
  }
}
