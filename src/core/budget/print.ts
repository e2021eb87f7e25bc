import type { ShareBounds } from "./share-bounds.ts";
import { formatNumber } from "../promql/format-number.ts";

/**
 * How numbers are shown to people: in the terminal, the UI and the texts of pages alike. Rounding always goes
 * to the worse side, so that nothing looks better than it is.
 */

/** How people call what is left of an error budget: in texts of alerts, on dashboards and in the terminal alike. */
export const BUDGET_LEFT = "budget left";

/** With a capital letter, as titles begin. */
export const asTitle = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Shown where there is no number. */
export const NO_NUMBER = "–";

/** A target exactly as it was promised: the ratio `target` of 0.9995 is `99.95%`. */
export const printTarget = (target: number): string => `${formatNumber(target * 100)}%`;

/**
 * Budget left as a share, rounded down to a tenth of a percent: 0.99996 is `99.9%`, not 100 %.
 *
 * @param remaining - 1 = untouched, negative = overspent
 * @example printBudgetLeft(-0.1234) // "-12.4%"
 */
export const printBudgetLeft = (remaining: number): string => `${floorTo(remaining * 100, 1).toFixed(1)}%`;

/** Coverage as whole percent, rounded down. */
export const printCoverage = (share: number): string => `${floorTo(share * 100, 0)}%`;

/** A share that may be small, in percent with one digit, rounded up: `0.6%`, `<0.1%`. */
export const printSmallShare = (share: number): string =>
  share < 0.001 ? "<0.1%" : `${ceilTo(share * 100, 1).toFixed(1)}%`;

/**
 * The bounds of a share, rounded outwards, in percent with as many digits as tell them apart.
 *
 * @example printBounds({ low: 0.9703, high: 0.9978 }) // "97.0 to 99.8%"
 */
export function printBounds({ low, high }: ShareBounds): string {
  const digits = Math.min(3, Math.max(1, Math.ceil(1 - Math.log10((high - low) * 100))));
  return `${floorTo(low * 100, digits).toFixed(digits)} to ${ceilTo(high * 100, digits).toFixed(digits)}%`;
}

/** `rate` as a multiple of the sustainable burn rate, rounded up to a tenth: `14.4x`, `<0.1x`, `>999x`. */
export function printBurnRate(rate: number): string {
  if (rate === 0) return "0x";
  if (rate < 0.1) return "<0.1x";
  return rate > 999 ? ">999x" : `${ceilTo(rate, 1)}x`;
}

/**
 * A number of events: `3,912`, `1.2 M`; rounded down.
 *
 * @example printEvents(-12.5) // "-13"
 */
export function printEvents(events: number): string {
  const whole = floorTo(events, 0);
  if (Math.abs(whole) < 1e6) return whole.toLocaleString("en-US");
  const [unit, name] = Math.abs(whole) < 1e9 ? ([1e6, "M"] as const) : ([1e9, "G"] as const);
  return `${floorTo(whole / unit, 1)} ${name}`;
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/**
 * A length of time in its two largest units, rounded down: `13h 38m`, `45s`. Below a second it is `0s`.
 *
 * @param seconds - a negative one is printed with a minus
 */
export function printDuration(seconds: number): string {
  if (seconds < 0) return `-${printDuration(-seconds)}`;
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  const [large, small] = UNITS.slice(first === -1 ? UNITS.length - 1 : first);
  const [name, length] = large ?? ["s", 1];
  const count = Math.floor(seconds / length);
  const rest = small === undefined ? 0 : Math.floor((seconds - count * length) / small[1]);
  return small === undefined || rest === 0 ? `${count}${name}` : `${count}${name} ${rest}${small[0]}`;
}

const floorTo = (value: number, digits: number): number => rounded(value, digits, Math.floor);
const ceilTo = (value: number, digits: number): number => rounded(value, digits, Math.ceil);

function rounded(value: number, digits: number, round: (value: number) => number): number {
  const scale = 10 ** digits;
  // Binary noise is no part of the number: 14.4 * 10 must not be rounded to 144.00000000000003.
  return round(Number((value * scale).toPrecision(12))) / scale;
}
