import type { Indicator } from "../objective/indicator.ts";
import { nameInData, UNGROUPED } from "../objective/grouping.ts";
import type { Objective } from "../objective/objective.ts";
import { aggregate, binary, call, type Expression, number } from "../promql/expression.ts";
import { labelValue } from "../promql/label-value.ts";
import { escapeRegex } from "../promql/merged-selector.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import { type Matcher, type Selector, withMatcher } from "../promql/selector.ts";
import { shifted } from "../promql/shifted.ts";
import type { Seconds } from "../units/seconds.ts";
import { partsOf } from "./indicator-parts.ts";
import { eventRates } from "./rates.ts";
import { replicasOf } from "./replicas.ts";

/** What it is asked about: an objective, or one group of it, whose indicator is made of selectors. */
export interface BadEventsSubject {
  readonly objective: Objective;
  /** Values of the labels that split it. */
  readonly by: Readonly<Record<string, string>>;
  /** Counted back from the moment of the question. */
  readonly window: Seconds;
  /** Labels by which nothing but replicas of the Prometheus are told apart. */
  readonly replicaLabels: readonly string[];
}

/** So many series with the most bad events are looked at; what is left is small beside them. */
export const MOST_SERIES = 1_000;
/** So many values of a label are told. */
const MOST_VALUES = 5;

/** No series of a counter is told apart by them once its events are counted. */
const NEVER_TOLD = ["__name__", "le", "quantile"];

/** The selectors whose series carry the labels of bad events; none where an author's own query counts them. */
export function seriesOfBadEvents({ objective, by }: BadEventsSubject): readonly Selector[] {
  const series = partsOf(narrowed(objective, by).indicator).flatMap((part) => (part.kind === "series" ? [part] : []));
  const bad = series.filter(({ role }) => role === "bad");
  const carriers = bad.length > 0 ? bad : series.filter(({ readBy }) => readBy !== "ledger").slice(0, 1);
  return carriers.map(({ selector }) => selector);
}

/** Of the labels that series have, those that can tell bad events apart. */
export function tellingLabels(subject: BadEventsSubject, names: readonly string[]): readonly string[] {
  const { objective, replicaLabels } = subject;
  const selectors = seriesOfBadEvents(subject);
  const fixed = (label: string): boolean =>
    selectors.every(({ matchers }) => matchers.some((one) => one.label === label && one.operator === "="));
  const replicas = replicasOf(objective, replicaLabels);
  return [...new Set(names)].filter(
    (label) => !NEVER_TOLD.includes(label) && !replicas.includes(label) && !fixed(label),
  );
}

/** The bad events per second of each combination of labels, the most first, as far as there are any. */
export function worstSeriesQuery(subject: BadEventsSubject, labels: readonly string[]): Expression {
  const bad = binary(ratesBy(subject, labels, []).bad, ">", number(0));
  return shifted(call("topk", number(MOST_SERIES), bad), subject.objective.delay);
}

/** The bad events per second by one label, for people to go on from. */
export function badByLabelQuery(subject: BadEventsSubject, label: string): Expression {
  const bad = binary(ratesBy(subject, [label], []).bad, ">", number(0));
  return shifted(call("topk", number(MOST_VALUES), bad), subject.objective.delay);
}

/** All events per second, of some values of a label by the label, or of everything. */
export function allEventsQuery(
  subject: BadEventsSubject,
  only?: { readonly label: string; readonly values: readonly string[] },
): Expression {
  if (only === undefined) return shifted(ratesBy(subject, [], []).total, subject.objective.delay);
  const { label, values } = only;
  const matcher: Matcher = { label, operator: "=~", value: values.map(escapeRegex).join("|") };
  return shifted(aggregate("sum", [label], ratesBy(subject, [label], [matcher]).total), subject.objective.delay);
}

function ratesBy(
  { objective, by, window, replicaLabels }: BadEventsSubject,
  labels: readonly string[],
  matchers: readonly Matcher[],
): ReturnType<typeof eventRates> {
  const own = narrowed(objective, by, matchers);
  return eventRates({ ...own, ...UNGROUPED, by: labels }, window, replicasOf(own, replicaLabels));
}

/** The same objective, of the series of one group alone. */
function narrowed(
  objective: Objective,
  by: Readonly<Record<string, string>>,
  matchers: readonly Matcher[] = [],
): Objective {
  const group = Object.entries(by).map(([label, value]): Matcher => ({
    label: nameInData(objective, label),
    operator: "=",
    value,
  }));
  const narrow = (selector: Selector): Selector => [...group, ...matchers].reduce(withMatcher, selector);
  return { ...objective, indicator: withSelectors(objective.indicator, narrow) };
}

function withSelectors(indicator: Indicator, change: (selector: Selector) => Selector): Indicator {
  switch (indicator.kind) {
    case "events": {
      const { as, selectors } = indicator.counted;
      return { ...indicator, total: indicator.total.map(change), counted: { as, selectors: selectors.map(change) } };
    }
    case "latency":
      return { ...indicator, histogram: change(indicator.histogram) };
    case "probe":
      return { ...indicator, success: change(indicator.success) };
    case "promql":
      return indicator;
  }
}

/** What of the bad events one value of a label has. */
export interface ValueShare {
  readonly value: string;
  /** Bad events per second. */
  readonly rate: number;
  /** Of all bad events, 0..1. */
  readonly shareOfBad: number;
}

/** How bad events are spread over the values of a label. */
export interface LabelShares {
  readonly label: string;
  /** The values with the most. */
  readonly values: readonly ValueShare[];
  /** How many values have bad events. */
  readonly valueCount: number;
}

/**
 * How the bad events of series are spread over the values of each label: the most concentrated first, what names a
 * machine or a copy of a program last.
 *
 * @param series - the answer to {@link worstSeriesQuery}
 */
export function sharesByLabel(series: readonly SampleSeries[], labels: readonly string[]): readonly LabelShares[] {
  const rates = series.map((one) => ({ labels: one.labels, rate: one.values.at(-1) ?? 0 }));
  const all = rates.reduce((sum, { rate }) => sum + rate, 0);
  if (!(all > 0)) return [];
  return labels
    .map((label) => {
      const sums = new Map<string, number>();
      for (const one of rates) {
        const value = labelValue(one.labels, label);
        sums.set(value, (sums.get(value) ?? 0) + one.rate);
      }
      const values = [...sums]
        .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .slice(0, MOST_VALUES)
        .map(([value, rate]): ValueShare => ({ value, rate, shareOfBad: rate / all }));
      return { label, values, valueCount: sums.size };
    })
    .toSorted(byConcentration);
}

/** Labels that name where something ran, and not what it was. */
const PLACES = /^(?:instance|pod|pod_name|node|host|hostname|container|container_id|exported_instance|uid|ip)$/;

function byConcentration(a: LabelShares, b: LabelShares): number {
  const topOf = ({ values }: LabelShares): number => values[0]?.shareOfBad ?? 0;
  const isPlace = ({ label }: LabelShares): number => (PLACES.test(label) ? 1 : 0);
  return isPlace(a) - isPlace(b) || topOf(b) - topOf(a) || (a.label < b.label ? -1 : 1);
}
