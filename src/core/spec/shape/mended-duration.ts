import { printPromDuration } from "../../units/prom-duration.ts";
import { days, hours, minutes, seconds, type Seconds } from "../../units/seconds.ts";

/** What durations a field takes, so that what is offered is taken. */
export interface DurationUse {
  /** What a bare number may mean there. */
  readonly units: readonly ("ms" | "s" | "m" | "h" | "d")[];
  readonly shortest?: Seconds;
  readonly longest?: Seconds;
}

/** In seconds; words by how they begin. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/, 0.001],
  [/^(?:s|secs?|seconds?)$/, 1],
  [/^(?:m|mins?|minutes?)$/, minutes(1)],
  [/^(?:h|hrs?|hours?)$/, hours(1)],
  [/^(?:d|days?)$/, days(1)],
  [/^(?:w|weeks?)$/, days(7)],
  [/^(?:y|years?)$/, days(365)],
];

const TERM = /(\d+(?:[.,]\d+)?|[.,]\d+)\s*([a-z]+)\s*/g;

/**
 * What a person means by a duration that Prometheus would not read: `0.5s`, `30 days`, a number without a unit.
 *
 * @param found - text, or a number in one of the units of the field
 * @returns durations that the field takes, one for each unit that a number may have; empty where none is meant
 */
export function mendedDurations(found: string | number, { units, shortest, longest }: DurationUse): readonly string[] {
  const texts = typeof found === "number" ? units.map((unit) => `${found}${unit}`) : [found];
  return texts.flatMap((text) => {
    const length = lengthOf(text.trim().toLowerCase());
    const fits = length !== undefined && !(shortest && length < shortest) && !(longest && length > longest);
    return fits ? [printPromDuration(length)] : [];
  });
}

/** @returns undefined for what is no whole number of milliseconds, which Prometheus has no text for */
function lengthOf(text: string): Seconds | undefined {
  const terms = [...text.matchAll(TERM)];
  if (terms.length === 0 || terms.map(([term]) => term).join("") !== text) return undefined;
  const lengths = terms.map(([, count = "", unit = ""]) => {
    const length = UNITS.find(([words]) => words.test(unit))?.[1] ?? Number.NaN;
    return Number(count.replace(",", ".")) * length;
  });
  const milliseconds = lengths.reduce((sum, length) => sum + length, 0) * 1000;
  const whole = Math.round(milliseconds);
  return whole > 0 && Math.abs(milliseconds - whole) < 1e-6 ? seconds(whole / 1000) : undefined;
}
