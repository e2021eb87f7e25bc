import { Turns } from "../control/turns.ts";

/** So many wait for their turn. */
const MOST_WAITING = 20;

/** Questions of people who look at pages: a source is asked one after the other, and never many in a row. */
export class OneAtATime {
  readonly #turns = new Turns();
  #waiting = 0;

  /** @returns undefined where too many wait already */
  take<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#waiting >= MOST_WAITING) return undefined;
    this.#waiting += 1;
    return this.#turns.take(work).finally(() => {
      this.#waiting -= 1;
    });
  }
}
