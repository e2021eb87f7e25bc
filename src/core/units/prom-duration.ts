import { seconds, type Seconds } from "./seconds.ts";

/** Prometheus' duration units in seconds, largest first, as its own parser orders them (a year is 365 days). */
const UNITS = [
  ["y", 31_536_000],
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
  ["ms", 0.001],
] as const;

const SHAPE = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/**
 * Reads a duration in Prometheus' syntax: `30d`, `1h30m`, `300ms`.
 *
 * @returns undefined when the text is not such a duration; the caller knows how to say it
 * @see Prometheus documentation, "Querying basics", float literals and time durations
 */
export function parsePromDuration(text: string): Seconds | undefined {
  const match = SHAPE.exec(text);
  if (text === "" || match === null) return undefined;
  const total = UNITS.reduce((sum, [, length], i) => sum + Number(match[i + 1] ?? 0) * length, 0);
  // Sums of 0.001 carry binary noise; whole milliseconds do not.
  return Number.isFinite(total) ? seconds(Math.round(total * 1000) / 1000) : undefined;
}

/**
 * Prints a duration so that Prometheus reads it back: `30d`, `1h30m`. Weeks and years are printed in days,
 * because people write windows so.
 *
 * @throws RangeError for zero and for what is not whole milliseconds: Prometheus has no text for them
 */
export function printPromDuration(length: Seconds): string {
  let rest = Math.round(length * 1000);
  if (rest <= 0 || Math.abs(rest - length * 1000) > 1e-3)
    throw new RangeError(`no Prometheus duration for ${length} s`);
  let text = "";
  for (const [name, unitLength] of UNITS.slice(2)) {
    const unitMs = Math.round(unitLength * 1000);
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${name}`;
    rest -= count * unitMs;
  }
  return text;
}
