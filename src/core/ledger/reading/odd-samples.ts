import type { SampleSeries } from "../../promql/sample-series.ts";
import { FUTURE_TOLERANCE_MS, isCount } from "../counting/valid-sample.ts";
import type { SeriesRoute } from "./series-table.ts";

/** The series itself where nothing is dated after `atMs`, as it should be. */
export function withoutFuture(series: SampleSeries, atMs: number): SampleSeries {
  const { labels, timestamps, values } = series;
  const latestMs = atMs + FUTURE_TOLERANCE_MS;
  if ((timestamps.at(-1) ?? 0) <= latestMs) return series;
  const end = timestamps.findIndex((sampleMs) => sampleMs > latestMs);
  return { labels, timestamps: timestamps.slice(0, end), values: values.slice(0, end) };
}

/** Tells the cells of a series of its newest sample that is no number of events. */
export function markInvalid({ labels, timestamps, values }: SampleSeries, routes: readonly SeriesRoute[]): void {
  // One that is no number may be the end of a series, as some stores mark it.
  const i = values.findLastIndex(
    (value, at) => !isCount(value) && (!Number.isNaN(value) || Number.isNaN(values[at - 1])),
  );
  if (i === -1) return;
  for (const { cell } of routes)
    cell.noteInvalid(
      timestamps[i] ?? 0,
      `${labels["__name__"] ?? "a series"} is ${values[i] ?? "empty"}, expected a number of events`,
    );
}
