/** Numbers of PromQL that every Prometheus takes; a sign is a part of them to its grammar. */
const NUMBER = /^(?:[+-]\s*)?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|nan)$/i;

/** Go reads hexadecimal numbers as integers of 64 bits with a sign. */
const HIGHEST_INTEGER = 0x7fff_ffff_ffff_ffffn;

/**
 * The value of a number; infinite for what is too large.
 *
 * @returns undefined for what is no number
 */
export function numberValue(literal: string): number | undefined {
  if (!NUMBER.test(literal)) return undefined;
  const digits = literal.replace(/^[+-]\s*/, "");
  const size = sizeOf(digits);
  return literal.startsWith("-") ? -size : size;
}

function sizeOf(digits: string): number {
  if (/^inf$/i.test(digits)) return Infinity;
  return /^0x/i.test(digits) && BigInt(digits) > HIGHEST_INTEGER ? Infinity : Number(digits);
}
