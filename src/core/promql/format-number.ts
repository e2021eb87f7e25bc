/**
 * Prints `value` for PromQL and for people as a plain decimal with at most 12 significant digits, so that
 * binary noise (`1 - 0.999`) never reaches a user's file.
 *
 * @example formatNumber(1 - 0.999) // "0.001"
 * @throws RangeError for NaN and infinities: they have no place in a generated query
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`cannot print ${value}`);
  const rounded = Number(value.toPrecision(12));
  const text = String(rounded);
  if (!text.includes("e")) return text;
  // Exponents are legal PromQL but hard to read in a threshold.
  if (Math.abs(rounded) >= 1) return BigInt(rounded).toString();
  return rounded.toFixed(Math.min(100, 12 - Math.floor(Math.log10(Math.abs(rounded))))).replace(/0+$/, "");
}
