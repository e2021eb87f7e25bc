/**
 * How a number is printed: by Prometheus' template functions, and by us when a test foretells it. The unit of `value`
 * is
 * the format's own.
 */
export interface NumberFormat {
  readonly template: string;
  readonly plain: (value: number) => string;
}

const decimals = (digits: number, suffix: string): NumberFormat => ({
  template: `printf "%.${digits}f${suffix.replaceAll("%", "%%")}"`,
  plain: (value) => `${value.toFixed(digits)}${suffix}`,
});

/** For percent, with three digits, so that 0.0144 % is not printed as 0 %. */
export const SHARE_FORMAT: NumberFormat = {
  template: 'printf "%.3g%%"',
  plain: (value) => `${inGo(Number(value.toPrecision(3)))}%`,
};

/** Below this Go's `%g` writes an exponent of two digits. */
const EXPONENT_BELOW = 1e-4;

const inGo = (value: number): string =>
  value === 0 || Math.abs(value) >= EXPONENT_BELOW ? String(value) : value.toExponential().replace(/-(?=\d$)/, "-0");

/** For whole numbers: 3 is `3`. */
export const COUNT_FORMAT = decimals(0, "");
/** For percent: 14.4 is `14.4%`. */
export const PERCENT_FORMAT = decimals(1, "%");
/** For multiples: 14.4 is `14.4x`. */
export const TIMES_FORMAT = decimals(1, "x");

/**
 * For seconds. Two units are enough at night: `13h 38m`. Rounded first, or 8 hours less a billionth would be 7h 59m.
 */
export const DURATION_FORMAT: NumberFormat = {
  template: "printf `%.0f` | humanizeDuration | reReplaceAll `^(\\S+ \\S+) .*$` `$1`",
  plain: twoUnits,
};

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

function twoUnits(value: number): string {
  let rest = Math.round(value);
  if (Math.abs(rest) < 60) return `${rest}s`;
  const counts = UNITS.map(([unit, length]) => {
    const count = Math.trunc(rest / length);
    rest -= count * length;
    return { count, text: `${count}${unit}` };
  });
  const first = counts.findIndex(({ count }) => count !== 0);
  return counts
    .slice(first, first + 2)
    .map((part) => part.text)
    .join(" ");
}
