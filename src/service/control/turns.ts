import { breathe } from "./breathe.ts";

/** Pieces of work that must not overlap: each begins when those before it have ended, well or not. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** Long enough for the others' turns to be as long. */
export const TURN_MS = 5;

/**
 * Does a long piece of work that pauses often: after less than a millisecond of work at best. While V8 marks what lives,
 * every 64 KB that are made cost some milliseconds more, and that may be all that is made between two pauses.
 *
 * @param turnMs - others have their turn at the first pause after so many milliseconds
 */
export async function inSlices<T>(work: Generator<void, T>, turnMs = TURN_MS): Promise<T> {
  let sinceMs = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() - sinceMs < turnMs) continue;
    await breathe();
    sinceMs = performance.now();
  }
}
