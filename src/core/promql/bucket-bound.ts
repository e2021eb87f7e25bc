import type { Matcher } from "./selector.ts";

/**
 * Bounds are one when they agree in this many digits: a client that adds 0.1 three times writes 0.30000000000000004
 * for 0.3, and no two buckets of a histogram lie so close.
 */
const DIGITS = 10;

/** From here on Go writes an exponent, `1e+06`; Java does one digit later, `1.0E7`. */
const EXPONENT_FROM = 6;

/** Below it Java does, `5.0E-4`, and one digit later Go, `5e-05`. */
const EXPONENT_BELOW = -3;

/**
 * The bound that a bucket's label `le` names.
 *
 * @returns in the unit of the histogram; infinite for `+Inf`, NaN for a text that names none
 */
export function parseBound(le: string | undefined): number {
  if (le === "+Inf") return Number.POSITIVE_INFINITY;
  return le === undefined || le.trim() === "" ? Number.NaN : Number(le);
}

/**
 * Whether a bucket that ends at `found` is the one that ends at `bound`, whatever noise its client calculated into it.
 */
export function isSameBound(found: number, bound: number): boolean {
  const difference = Math.abs(found - bound);
  // The ledger asks for every sample, and nearly all bounds are equal or far apart: no need to count digits then.
  if (difference === 0) return true;
  if (!(difference < bound * 10 ** (2 - DIGITS))) return false;
  return difference < 10 ** (toDecimal(bound).exponent - DIGITS + 1);
}

/**
 * Chooses the one bucket that ends at a bound, in every spelling that Prometheus 2 (which keeps the client's text), 3
 * (which writes `5.0` for whole numbers) and client libraries have for it: `5`, `5.0`, `0.30000000000000004` for 0.3,
 * `1e+06`. It says of a text what {@link isSameBound} says of its number.
 *
 * @param bound - above zero
 */
export function boundMatcher(bound: number): Matcher {
  const decimal = toDecimal(bound);
  return {
    label: "le",
    operator: "=~",
    value: [fromBound(decimal), justBelow(decimal), ...withExponent(decimal)].join("|"),
  };
}

/** A number as `DIGITS` significant digits, the first of them before the point, times ten to the exponent. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

function toDecimal(bound: number): Decimal {
  const [digits = "", exponent] = bound.toExponential(DIGITS - 1).split("e");
  return { digits: digits.replace(".", ""), exponent: Number(exponent) };
}

/** `0[.]3(0*|0{9}[0-9]*)`, `5([.](0*|0{9}[0-9]*))?` */
function fromBound(decimal: Decimal): string {
  const { whole, decimals } = placePoint(decimal);
  const fraction = decimals.replace(/0+$/, "");
  const more = `(0*|0{${decimals.length - fraction.length}}[0-9]*)`;
  return fraction === "" ? `${whole}([.]${more})?` : `${whole}[.]${fraction}${more}`;
}

/** `0[.]29{9}[0-9]*` */
function justBelow({ digits, exponent }: Decimal): string {
  const { whole, decimals } = placePoint({ digits: String(BigInt(digits) - 1n).padStart(DIGITS, "0"), exponent });
  return `${whole}[.]${decimals.replace(/9{2,}$/, (nines) => `9{${nines.length}}`)}[0-9]*`;
}

/** `1([.](0*|0{9}[0-9]*))?[eE][+]?0*6`, and what lies just below it. */
function withExponent({ digits, exponent }: Decimal): readonly string[] {
  if (exponent < EXPONENT_FROM && exponent >= EXPONENT_BELOW) return [];
  const power = (of: number): string => `[eE]${of < 0 ? "-" : "[+]?"}0*${Math.abs(of)}`;
  const mantissa = { digits, exponent: 0 };
  return [
    `${fromBound(mantissa)}${power(exponent)}`,
    // Below a power of ten the exponent is one less.
    /^10*$/.test(digits)
      ? `9[.]9{${DIGITS - 2}}[0-9]*${power(exponent - 1)}`
      : `${justBelow(mantissa)}${power(exponent)}`,
  ];
}

function placePoint({ digits, exponent }: Decimal): { readonly whole: string; readonly decimals: string } {
  if (exponent < 0) return { whole: "0", decimals: `${"0".repeat(-exponent - 1)}${digits}` };
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return { whole: whole.replace(/^0+(?=\d)/, ""), decimals: digits.slice(exponent + 1) };
}
