/** Less is binary noise. */
const LEAST = 1e-6;

/** `value` as the sentences of a decision say it: three digits, or whole where it is a thousand or more. */
export function shown(value: number): string {
  const size = Math.abs(value);
  if (size < LEAST) return "0";
  return String(size >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}
