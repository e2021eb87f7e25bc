/** Does work in slices, after each of which others have their turn. */
export async function inTurns(slices: Generator<void, void>): Promise<void> {
  for (const _ of slices) await new Promise((resolve) => setImmediate(resolve));
}
