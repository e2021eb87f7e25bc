/** Less is binary noise. */
const LEAST = 1e-6;

/** `value` as the sentences of a decision say it: three digits, or whole where it is a thousand or more. */
export function shown(value: number): string {
  const size = Math.abs(value);
  if (size < LEAST) return "0";
  // Most are whole, and are spared the way over text, which takes longer than the rest of a sentence.
  if (size < 1000 && Number.isInteger(value)) return String(value);
  return String(size >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** Replicas, whole or in hundredths: a fraction of one decides whether another one is asked for. */
export const shownReplicas = (replicas: number): string =>
  replicas >= 1000 ? shown(replicas) : String(Number(replicas.toFixed(2)));
