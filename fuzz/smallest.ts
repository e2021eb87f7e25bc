/** Questions about smaller inputs, at most; a round is not to take minutes over one failure. */
const MOST_TRIES = 60;

/**
 * Takes parts out of an input for as long as it still fails.
 *
 * @param split - the parts, which joined are the input again
 */
export async function smallest(
  input: string,
  split: (text: string) => readonly string[],
  fails: (text: string) => Promise<boolean>,
): Promise<string> {
  let parts = split(input);
  let tries = 0;
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < parts.length && tries < MOST_TRIES; tries++) {
      const fewer = [...parts.slice(0, at), ...parts.slice(at + size)];
      if (fewer.length > 0 && (await fails(fewer.join("")))) parts = fewer;
      else at += size;
    }
  }
  return parts.join("");
}
