import type { LedgerAnswer, LedgerQuery } from "../ports.ts";
import type { Answered } from "./answered.ts";
import type { Asked } from "./asked.ts";

/** Questions whose answers come after the others of their step, so that nobody waits for a slow one. */
export class UnderWay {
  readonly #open = new Map<LedgerQuery, Asked>();
  /** Answered, and not counted yet. */
  #heard: Answered[] = [];

  /** Whose answers are still waited for, or for the others of which they wait. */
  get sources(): ReadonlySet<object> {
    return new Set([...this.#open.values(), ...this.#heard.map(({ item }) => item)].map(({ source }) => source));
  }

  /** What was asked means nothing any more. */
  clear(): void {
    this.#open.clear();
    this.#heard = [];
  }

  /** An answer that came late; one that nobody waits for any more is dropped. */
  hear(query: LedgerQuery, answer: LedgerAnswer): void {
    const item = this.#open.get(query);
    if (item === undefined) return;
    this.#open.delete(query);
    this.#heard.push({ item, answer });
  }

  /**
   * What can be counted: these answers and those that came late. Pieces of one source are counted together, as they
   * have to be read in their order.
   *
   * @param answers - to `items`, in their order; undefined for those that are waited for
   */
  take(items: readonly Asked[], answers: readonly (LedgerAnswer | undefined)[]): readonly Answered[] {
    for (const [i, item] of items.entries()) {
      const answer = answers[i];
      if (answer === undefined) this.#open.set(item.query, item);
      else this.#heard.push({ item, answer });
    }
    const waiting = new Set([...this.#open.values()].map(({ source }) => source));
    const isWhole = ({ item }: Answered): boolean => !waiting.has(item.source);
    const whole = this.#heard.filter(isWhole);
    this.#heard = this.#heard.filter((one) => !isWhole(one));
    return whole;
  }
}
