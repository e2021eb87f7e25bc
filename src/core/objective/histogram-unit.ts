/** The units that histograms of durations are counted in, and how many of each make a second. */
const PER_SECOND = { seconds: 1, milliseconds: 1e3, microseconds: 1e6, nanoseconds: 1e9 } as const;

/** What the bounds of a histogram of durations are counted in, by the word that a spec writes. */
export type HistogramUnit = keyof typeof PER_SECOND;

const isUnit = (name: string): name is HistogramUnit => Object.hasOwn(PER_SECOND, name);

/** All of them, the longest first. */
export const HISTOGRAM_UNITS: readonly HistogramUnit[] = Object.keys(PER_SECOND).filter(isUnit);

/** How many of a unit make a second: a thousand milliseconds. */
export const unitsPerSecond = (unit: HistogramUnit): number => PER_SECOND[unit];

/** What a name calls its unit; the short ones are words of other meanings too, and tell a unit at the end only. */
const WORDS: ReadonlyMap<string, HistogramUnit> = new Map([
  ["seconds", "seconds"],
  ["milliseconds", "milliseconds"],
  ["millis", "milliseconds"],
  ["microseconds", "microseconds"],
  ["micros", "microseconds"],
  ["nanoseconds", "nanoseconds"],
  ["nanos", "nanoseconds"],
]);
const LAST_WORDS: ReadonlyMap<string, HistogramUnit> = new Map([
  ["ms", "milliseconds"],
  ["msec", "milliseconds"],
  ["us", "microseconds"],
  ["usec", "microseconds"],
  ["ns", "nanoseconds"],
  ["nsec", "nanoseconds"],
]);

/**
 * The unit that the name of a histogram tells, as Prometheus' conventions want it.
 *
 * @returns seconds where it tells none, which is the convention's own unit
 * @example unitOfName("istio_request_duration_milliseconds") // "milliseconds"
 */
export function unitOfName(metric: string): HistogramUnit {
  const words = metric.toLowerCase().split(/[^a-z0-9]+/);
  const told = words.findLast((word) => WORDS.has(word)) ?? "";
  return LAST_WORDS.get(words.at(-1) ?? "") ?? WORDS.get(told) ?? "seconds";
}
