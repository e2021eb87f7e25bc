/** Longer ones are cut: they quote queries. */
const LONGEST = 300;

/** What Prometheus' engine remarks on a query, as one sentence; undefined where it has nothing. */
export function toRemark([first, ...more]: readonly string[] = []): string | undefined {
  if (first === undefined) return undefined;
  const shown = first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
  return more.length === 0 ? shown : `${shown}, and ${more.length} more of its kind`;
}
