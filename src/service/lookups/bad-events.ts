import type { Expression } from "../../core/promql/expression.ts";
import { printExpression } from "../../core/promql/print.ts";
import type { FailedQuery, QueryAnswer } from "../../core/promql/query-answer.ts";
import type { SampleSeries } from "../../core/promql/sample-series.ts";
import { printSelector } from "../../core/promql/selector.ts";
import {
  allEventsQuery,
  badByLabelQuery,
  type BadEventsSubject,
  type LabelShares,
  MOST_SERIES,
  seriesOfBadEvents,
  sharesByLabel,
  tellingLabels,
  worstSeriesQuery,
} from "../../core/sli/bad-by-label.ts";
import { before, type Instant } from "../../core/units/instant.ts";
import type { LookedAt } from "../ports/prometheus.ts";

/** What of all events one value of a label has, beside its share of the bad ones. */
export interface ValueBeside {
  readonly value: string;
  /** About so many bad events. */
  readonly bad: number;
  /** Of all bad events, 0..1. */
  readonly shareOfBad: number;
  /** Of all events, 0..1; undefined where it was not told. */
  readonly shareOfAll: number | undefined;
}

/** Which values of a label carry the bad events. */
export interface LabelBeside {
  readonly label: string;
  readonly values: readonly ValueBeside[];
  /** How many values have bad events. */
  readonly valueCount: number;
  /** PromQL: the bad events per second by this label. */
  readonly query: string;
}

/** Which label values carry the bad events, as far as Prometheus was asked. */
export interface BadEvents {
  /** About so many bad events, in all. */
  readonly bad: number;
  readonly labels: readonly LabelBeside[];
  /** What makes it less than it seems. */
  readonly note: string | undefined;
}

interface Asking {
  readonly prometheus: LookedAt;
  readonly at: Instant;
  /** Seconds since some fixed moment. */
  readonly monotonic: () => number;
}

/** So many labels are compared with all events. */
const MOST_LABELS = 8;
/** Nobody waits for longer; a page says what came until then. */
const PATIENCE_SECONDS = 10;
/** What nearly all events have tells nothing of the bad ones. */
const NEARLY_ALL = 0.995;

/** Asks which label values carry the bad events: for the labels, the worst series, and what the values have of all. */
export async function fetchBadEvents(subject: BadEventsSubject, asking: Asking): Promise<QueryAnswer<BadEvents>> {
  const until = asking.monotonic() + PATIENCE_SECONDS;
  const names = await labelNames(subject, asking);
  if (names.kind === "failed") return names;
  const labels = tellingLabels(subject, names.value);
  const worst = await ask(worstSeriesQuery(subject, labels), asking);
  if (worst.kind === "failed") return worst;
  const shares = sharesByLabel(worst.value, labels);
  const all = await ask(allEventsQuery(subject), asking);
  const total = all.kind === "failed" ? undefined : sumOf(all.value);
  const told: LabelBeside[] = [];
  let isCut = false;
  for (const one of shares.slice(0, MOST_LABELS)) {
    isCut ||= asking.monotonic() > until;
    const beside = isCut || total === undefined ? new Map<string, number>() : await ratesOf(subject, one, asking);
    told.push(toLabel(one, subject, (value) => shareOf(beside.get(value), total)));
  }
  return {
    kind: "answered",
    value: {
      bad: sumOf(worst.value) * subject.window,
      labels: told.filter(isTelling),
      note: noteOf(worst.value.length, shares.length, isCut || total === undefined),
    },
  };
}

async function labelNames(
  subject: BadEventsSubject,
  { prometheus, at }: Asking,
): Promise<QueryAnswer<readonly string[]>> {
  const names: string[] = [];
  for (const selector of seriesOfBadEvents(subject)) {
    const answer = await prometheus.labelNames(printSelector(selector), before(at, subject.window), at);
    if (answer.kind === "failed") return answer;
    names.push(...answer.value);
  }
  return { kind: "answered", value: names };
}

async function ask(
  query: Expression,
  { prometheus, at }: Asking,
): Promise<FailedQuery | { readonly kind: "answered"; readonly value: readonly SampleSeries[] }> {
  const answer = await prometheus.instant(printExpression(query), at);
  return answer.kind === "failed" ? answer : { kind: "answered", value: [...answer.value] };
}

/** All events per second of the values of a label; none where nobody told. */
async function ratesOf(
  subject: BadEventsSubject,
  { label, values }: LabelShares,
  asking: Asking,
): Promise<ReadonlyMap<string, number>> {
  const only = { label, values: values.map(({ value }) => value) };
  const answer = await ask(allEventsQuery(subject, only), asking);
  if (answer.kind === "failed") return new Map();
  return new Map(answer.value.map(({ labels, values: [rate = 0] }) => [labels[label] ?? "", rate]));
}

const sumOf = (series: readonly SampleSeries[]): number =>
  series.reduce((sum, { values }) => sum + (values.at(-1) ?? 0), 0);

const shareOf = (rate: number | undefined, total: number | undefined): number | undefined =>
  rate === undefined || total === undefined || !(total > 0) ? undefined : Math.min(1, rate / total);

const toLabel = (
  { label, values, valueCount }: LabelShares,
  subject: BadEventsSubject,
  shareOfAll: (value: string) => number | undefined,
): LabelBeside => ({
  label,
  valueCount,
  query: printExpression(badByLabelQuery(subject, label)),
  values: values.map(({ value, rate, shareOfBad }) => ({
    value,
    bad: rate * subject.window,
    shareOfBad,
    shareOfAll: shareOfAll(value),
  })),
});

const isTelling = ({ valueCount, values: [top] }: LabelBeside): boolean =>
  valueCount > 1 || top?.shareOfAll === undefined || top.shareOfAll < NEARLY_ALL;

function noteOf(series: number, labels: number, isCut: boolean): string | undefined {
  const notes = [
    ...(series >= MOST_SERIES ? [`only the ${MOST_SERIES} series with the most bad events are looked at`] : []),
    ...(labels > MOST_LABELS ? [`${labels - MOST_LABELS} further labels are left out`] : []),
    ...(isCut ? ["Prometheus was too slow to tell the shares of all events"] : []),
  ];
  return notes.length === 0 ? undefined : notes.join("; ");
}
