import type { SampleSeries } from "../promql/sample-series.ts";

/** What the samples of two series say of where they come from. */
export type Likeness =
  /** Two readers of one counter, each at its own times. */
  | "one counter, read twice"
  /** Two counters of one reader that hold the same values: an application may well count one thing under two labels. */
  | "one reader"
  | "two counters"
  /** Too little has happened. */
  | "unknown";

/** Clocks of two machines, and the time between a sample's date and its reading, differ by so much. */
const SKEW_MS = 2_000;

/** Between two samples further apart than so many scrapes nobody knows what the counter was. */
const NEAR = 2.5;

/** So often the counter must have grown under both readers: idle series are alike by nothing. */
const FEWEST_STEPS = 5;

/** Of the samples of one reader so many must lie between those of the other: a scrape may be dated wrongly. */
const INSIDE = 0.95;

/**
 * Differences that come from chance alone jump about zero: their squared steps are twice their squares. Those of two
 * counters walk away from it, and steps are small beside where they have led.
 *
 * @see J. von Neumann, "Distribution of the ratio of the mean square successive difference to the variance", 1941
 */
const STEPS_TO_SQUARES = 0.6;

/** Differences of an event are what is left of a whole one. */
const ROUNDING = 1;

/**
 * Whether two series are one counter that two Prometheus servers read. A value that one of them reads lies between those
 * that the other one reads right before and right after, always. Counters of two processes under the same load grow
 * alike, but begin elsewhere and drift apart.
 */
export function likenessOf(one: SampleSeries, other: SampleSeries): Likeness {
  const spacing = middle(one.timestamps.slice(1).map((at, i) => at - (one.timestamps[i] ?? at)));
  if (spacing === undefined) return "unknown";
  const judged = other.timestamps.flatMap((at, i) => bracketOf(one, at, other.values[i] ?? Number.NaN, spacing) ?? []);
  const isInside = judged.filter(({ low, high, value }) => low <= value && value <= high);
  const steps = new Set(judged.filter(({ low, high }) => high > low).map(({ low }) => low)).size;
  if (isInside.length < INSIDE * judged.length || walksAway(judged)) return "two counters";
  if (steps < FEWEST_STEPS) return "unknown";
  const read = new Set(one.timestamps);
  const together = other.timestamps.filter((at) => read.has(at)).length;
  return together > other.timestamps.length / 2 ? "one reader" : "one counter, read twice";
}

/** A sample of the other series, and what the first one was around it. */
interface Bracket {
  readonly value: number;
  /** What the counter was at least and at most, with all that two clocks may differ by. */
  readonly low: number;
  readonly high: number;
  /** What it would have been, had it grown evenly. */
  readonly expected: number;
  /** By how much it grew between the two samples that are nearest. */
  readonly grown: number;
}

/** Undefined where the first series has no sample near on one side, or fell in between. */
function bracketOf(
  { timestamps, values }: SampleSeries,
  at: number,
  value: number,
  spacing: number,
): Bracket | undefined {
  const last = (beforeMs: number): number => timestamps.findLastIndex((t) => t <= beforeMs);
  const next = (afterMs: number): number => timestamps.findIndex((t) => t >= afterMs);
  const [from, before, after, to] = [last(at - SKEW_MS), last(at), next(at), next(at + SKEW_MS)];
  if (from < 0 || to < 0) return undefined;
  const point = (i: number): Point => [timestamps[i] ?? Number.NaN, values[i] ?? Number.NaN];
  const [[startMs, start], [endMs, end]] = [point(before), point(after)];
  // Not those of before a restart, or of after one.
  const outside = [point(before - 1), point(after + 1)].filter(([t, v]) => (t < startMs ? v <= start : v >= end));
  const around = [point(before), point(after), ...outside];
  const between = values.slice(from, to + 1);
  if (endMs - startMs > NEAR * spacing || between.some((one, i) => one < (between[i - 1] ?? one))) return undefined;
  const [[, low], [, high]] = [point(from), point(to)];
  // At the very moment of a sample nothing needs to be guessed; what grows within a scrape is half of what does in two.
  if (before === after) return { value, low, high, expected: start, grown: (high - low) / 2 };
  return { value, low, high, expected: along(around, at), grown: end - start };
}

type Point = readonly [atMs: number, value: number];

/** What a smooth curve through points has at a moment: a load that swells is not taken for a difference. */
const along = (points: readonly Point[], at: number): number =>
  points.reduce(
    (sum, [t, value]) =>
      sum +
      points.reduce((product, [other]) => (other === t ? product : (product * (at - other)) / (t - other)), value),
    0,
  );

/**
 * Whether the samples walk away from where they are expected. What two clocks differ by, and the moment at which a
 * steady batch comes, is a constant share of each growth.
 */
function walksAway(judged: readonly Bracket[]): boolean {
  const squares = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one * one, 0);
  const growths = judged.map(({ grown }) => grown);
  const share =
    judged.reduce((sum, { value, expected, grown }) => sum + (value - expected) * grown, 0) / squares(growths);
  const off = judged.map(({ value, expected, grown }) => value - expected - share * grown);
  const steps = off.slice(1).map((one, i) => one - (off[i] ?? one));
  return squares(off) > ROUNDING ** 2 * off.length && squares(steps) < STEPS_TO_SQUARES * squares(off);
}

const middle = (numbers: readonly number[]): number | undefined =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
