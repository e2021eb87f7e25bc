import type { SampleSeries, SeriesList } from "../../promql/sample-series.ts";
import { isCount } from "../counting/valid-sample.ts";
import { withoutFuture } from "./odd-samples.ts";
import type { SeriesRoute } from "./series-table.ts";

/** A series that is not known yet. Of large answers each is made anew when it is looked at: at first all are such. */
export interface NewSeries {
  /** In the table, where it was entered. */
  readonly index: number;
  readonly answer: SeriesList;
  /** In the answer. */
  readonly place: number;
  readonly routes: readonly SeriesRoute[];
}

/** A series, and the first of its samples that is a number of events. */
export interface FirstSample {
  readonly series: SampleSeries;
  readonly atMs: number;
  /** As the counter stands. */
  readonly value: number;
}

const NOTHING: SampleSeries = { labels: {}, timestamps: [], values: [] };

/** How a new series begins, without what is dated after `nowMs`. */
export function firstOf({ answer, place }: NewSeries, nowMs: number): FirstSample {
  const series = withoutFuture(answer.at(place) ?? NOTHING, nowMs);
  const first = series.values.findIndex(isCount);
  return { series, atMs: series.timestamps[first] ?? 0, value: series.values[first] ?? 0 };
}
