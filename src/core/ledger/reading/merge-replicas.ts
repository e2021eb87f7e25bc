import type { SampleSeries, SeriesList } from "../../promql/sample-series.ts";
import { labelValue } from "../../promql/label-value.ts";

/** A replica that has missed so many scrapes is left for another one. */
const MISSED = 2;

/** Assumed where no two samples tell how far apart they are. */
const USUAL_SPACING_MS = 60_000;

/**
 * One series in the place of those that several replicas of a Prometheus wrote of the same target. At each moment the
 * samples of one replica are taken, of the first by name as long as it has any: two scrapes of one counter a moment
 * apart, dated by two clocks, may look like a restart. The next one fills what the first has missed.
 *
 * @param labels - those by which nothing but the replica is told; empty where there are none
 */
export function mergeReplicas<T extends SeriesList>(answer: T, labels: readonly string[]): T | readonly SampleSeries[] {
  if (!hasAny(answer, labels)) return answer;
  const groups = Map.groupBy(answer, (series) => JSON.stringify(Object.entries(without(series, labels))));
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group.toSorted((a, b) => (nameOf(a, labels) < nameOf(b, labels) ? -1 : 1));
    if (first === undefined) return [];
    const { timestamps, values } = others.reduce(filled, first);
    return [{ labels: without(first, labels), timestamps, values }];
  });
}

function hasAny(answer: SeriesList, labels: readonly string[]): boolean {
  const { labelNames } = answer;
  if (labelNames !== undefined) return labels.some((label) => labelNames.has(label));
  for (const series of answer) if (labels.some((label) => Object.hasOwn(series.labels, label))) return true;
  return false;
}

const without = ({ labels: all }: SampleSeries, labels: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !labels.includes(name)));

const nameOf = ({ labels: all }: SampleSeries, labels: readonly string[]): string =>
  JSON.stringify(labels.map((label) => labelValue(all, label)));

/** The first series, with samples of the second where it has none for too long. */
function filled(first: SampleSeries, second: SampleSeries): SampleSeries {
  const spacing = spacingOf(first.timestamps) ?? spacingOf(second.timestamps) ?? USUAL_SPACING_MS;
  const samples: (readonly [atMs: number, value: number])[] = first.timestamps.map((at, i) => [
    at,
    first.values[i] ?? 0,
  ]);
  let before = -1;
  second.timestamps.forEach((at, i) => {
    while ((first.timestamps[before + 1] ?? Number.POSITIVE_INFINITY) <= at) before += 1;
    const lastMs = first.timestamps[before] ?? Number.NEGATIVE_INFINITY;
    const nextMs = first.timestamps[before + 1] ?? Number.POSITIVE_INFINITY;
    // Where the first is about to come back its own sample is the better one.
    if (at - lastMs > MISSED * spacing && nextMs - at >= spacing / 2) samples.push([at, second.values[i] ?? 0]);
  });
  samples.sort(([a], [b]) => a - b);
  return {
    labels: first.labels,
    timestamps: samples.map(([at]) => at),
    values: samples.map(([, value]) => value),
  };
}

function spacingOf(timestamps: readonly number[]): number | undefined {
  const spacings = timestamps.slice(1).map((at, i) => at - (timestamps[i] ?? at));
  return spacings.toSorted((a, b) => a - b)[Math.floor(spacings.length / 2)];
}
