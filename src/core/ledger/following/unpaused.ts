/** What a piece of work comes to whose pauses nobody uses. */
export function unpaused<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
