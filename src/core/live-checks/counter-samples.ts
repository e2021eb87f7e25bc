import { aggregate, call, type Expression, number, range, subquery, vector } from "../promql/expression.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import type { Selector } from "../promql/selector.ts";
import { hours, type Seconds, seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";

/** What the samples of a counter are: a native histogram counts the events of all its buckets. */
export type CounterForm = "number" | "histogram";

/** Twins grow alike, so they are among the busiest together; a service may have many thousand series. */
const MOST_SERIES = 200;

/** The increase within the last hour of the busiest series of a selector. */
export function busiest(selector: Selector, form: CounterForm): Expression {
  const increase = call("increase", range(selector, hours(1)));
  return aggregate("topk", [], form === "number" ? increase : call("histogram_count", increase), number(MOST_SERIES));
}

/** Series by all of their labels but one. */
export interface Twins {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly without: string;
}

/** The samples of an hour, of series and of those that differ from it by a label; others may be among them. */
export function samplesWith(
  { metric, labels, without }: Twins,
  form: CounterForm,
  live: LiveAnswers,
  ago: Seconds,
): readonly SampleSeries[] | undefined {
  const matchers = Object.entries(labels)
    .filter(([label]) => label !== without && label !== "__name__")
    .map(([label, value]) => ({ label, operator: "=", value }) as const);
  const selector = { metric, matchers };
  return form === "number" ? live.series(range(selector, hours(1)), ago) : histogramCounts(selector, live, ago);
}

/** Twice in the time between two usual scrapes, so that no sample is passed over. */
const GRID = seconds(15);

/** A raw histogram is more than is needed of it: its counts and the times of its samples, put together. */
function histogramCounts(selector: Selector, live: LiveAnswers, ago: Seconds): readonly SampleSeries[] | undefined {
  const gridded = (name: string): Expression => subquery(call(name, vector(selector)), hours(1), GRID);
  const counts = live.series(gridded("histogram_count"), ago);
  const times = live.series(gridded("timestamp"), ago);
  if (counts === undefined || times === undefined) return undefined;
  const timesOf = new Map(times.map((series) => [keyOf(series), series]));
  return counts.map((series) => dated(series, timesOf.get(keyOf(series))));
}

const keyOf = ({ labels }: SampleSeries): string => JSON.stringify(Object.entries(labels));

/** Each sample once, at its own time. */
function dated({ labels, timestamps, values }: SampleSeries, times: SampleSeries | undefined): SampleSeries {
  const secondsAt = new Map(times?.timestamps.map((at, i) => [at, times.values[i] ?? at / 1000]));
  const samples = new Map(
    timestamps.map((at, i) => [Math.round((secondsAt.get(at) ?? at / 1000) * 1000), values[i] ?? 0]),
  );
  return { labels, timestamps: [...samples.keys()], values: [...samples.values()] };
}
