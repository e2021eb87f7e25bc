const UNTIL = "until";

/** The moment that the URL names, in Unix seconds, as milliseconds; undefined for the newest decisions. */
export function readUntil(search: URLSearchParams): number | undefined {
  const until = Math.round(Number(search.get(UNTIL)) * 1000);
  return until > 0 ? until : undefined;
}

/** The same choices with another moment. */
export function writeUntil(search: URLSearchParams, until: number | undefined): URLSearchParams {
  const changed = new URLSearchParams(search);
  if (until === undefined) changed.delete(UNTIL);
  else changed.set(UNTIL, String(until / 1000));
  return changed;
}
