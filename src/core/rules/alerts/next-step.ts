import { SHORTEST_WINDOW, windowLength } from "../../objective/burn-window.ts";
import type { EventsIndicator, LatencyIndicator } from "../../objective/indicator.ts";
import { nameInData, namesInData } from "../../objective/grouping.ts";
import type { Objective } from "../../objective/objective.ts";
import {
  aggregate,
  aggregateWithout,
  binary,
  call,
  type Expression,
  number,
  range,
  vector,
} from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import { type Matcher, quote, type Selector, withMatcher } from "../../promql/selector.ts";
import { boundOf, countOf, goodBucketOf } from "../../sli/bucket.ts";
import { shifted } from "../../promql/shifted.ts";
import { livenessSelectors } from "../../sli/newest-sample.ts";
import { eventRates } from "../../sli/rates.ts";
import { totalEventsSeries } from "../../sli/series-names.ts";
import { union } from "../../sli/union.ts";
import { recordedSelector } from "../elements/recorded.ts";
import { join, type Text } from "../elements/text.ts";
import type { Seconds } from "../../units/seconds.ts";
import { labelValue } from "../../promql/label-value.ts";

const WINDOW = windowLength(SHORTEST_WINDOW);

/** How many of the worst series the query shows: as many as fit on a phone. */
const WORST = 10;

/**
 * The query that shows which series of the group that alerts are bad, to be pasted into Prometheus: those with the
 * highest share of bad events, and none without any.
 *
 * @param window - of which events
 */
export function worstSeries(objective: Objective, window: Seconds = WINDOW): Text {
  const shares = binary(badShares(objective, window), ">", number(0));
  return withGroup(objective.by, printExpression(shifted(call("topk", number(WORST), shares), objective.delay)));
}

function badShares(objective: Objective, window: Seconds): Expression {
  const { indicator } = objective;
  const ofGroup = (selector: Selector): Selector =>
    groupMatchers(objective.by, (label) => nameInData(objective, label)).reduce(withMatcher, selector);
  const rate = (selector: Selector): Expression => call("rate", range(ofGroup(selector), window));
  switch (indicator.kind) {
    case "events":
      return eventShares(indicator, namesInData(objective), rate) ?? groupShare(objective, window);
    case "latency":
      return slowShares(indicator, rate);
    case "probe":
      return binary(number(1), "-", call("avg_over_time", range(ofGroup(indicator.success), window)));
    case "promql":
      return groupShare(objective, window);
  }
}

/**
 * Where the part is a choice of the total's own series, by the labels that do not choose; undefined where nothing tells
 * which series of the one belong to which of the other.
 */
function eventShares(
  { total, counted: { as, selectors } }: EventsIndicator,
  by: readonly string[],
  rate: (selector: Selector) => Expression,
): Expression | undefined {
  const shares = selectors.flatMap((part) => {
    const whole = total.find(({ metric }) => metric === part.metric);
    if (whole === undefined) return [];
    const bad = as === "bad" ? rate(part) : binary(rate(whole), "unless", rate(part));
    const choosing = [...new Set(part.matchers.filter((one) => !isIn(whole, one)).map(({ label }) => label))];
    const summed = (rates: Expression): Expression =>
      aggregateWithout(
        "sum",
        choosing.filter((label) => !by.includes(label)),
        rates,
      );
    return [binary(summed(bad), "/", summed(rate(whole)))];
  });
  return shares.length === selectors.length ? union(shares) : undefined;
}

const isIn = ({ matchers }: Selector, { label, operator, value }: Matcher): boolean =>
  matchers.some((one) => one.label === label && one.operator === operator && one.value === value);

function slowShares(indicator: LatencyIndicator, rate: (selector: Selector) => Expression): Expression {
  const fast =
    indicator.form === "native"
      ? call("histogram_fraction", number(0), number(boundOf(indicator)), rate(indicator.histogram))
      : binary(aggregateWithout("sum", ["le"], rate(goodBucketOf(indicator))), "/", rate(countOf(indicator)));
  return binary(number(1), "-", fast);
}

/** The share of the whole group: more cannot be told of an author's expressions. */
function groupShare(objective: Objective, window: Seconds): Expression {
  const { by } = objective;
  const { total, bad } = eventRates(objective, window);
  const share = binary(bad, "/", total);
  if (by.length === 0) return share;
  const group = groupMatchers(by).reduce(withMatcher, recordedSelector(objective, totalEventsSeries(SHORTEST_WINDOW)));
  return binary(share, "and", aggregate("group", by, vector(group)), { on: by });
}

/** Stands in a query for the value of a group's label; no label value of an author holds such a character unescaped. */
const placeholder = (label: string): string => `\u0000${label}`;

const groupMatchers = (by: readonly string[], nameOf = (label: string): string => label): readonly Matcher[] =>
  by.map((label) => ({ label: nameOf(label), operator: "=", value: placeholder(label) }));

/** The query with the group's own values, quoted as Go does, which is how PromQL reads strings. */
function withGroup(by: readonly string[], query: string): Text {
  const [label, ...rest] = by;
  if (label === undefined) return join([query], "");
  const value: Text = {
    template: `{{ printf "%q" $labels.${label} }}`,
    plain: ({ group }) => quote(labelValue(group, label)),
  };
  const parts = query.split(quote(placeholder(label))).map((part) => withGroup(rest, part));
  return join(
    parts.flatMap((part, i) => (i === 0 ? [part] : [value, part])),
    "",
  );
}

/** The query that shows whether the raw data comes in. */
export function liveness(objective: Objective): Text {
  const selectors = livenessSelectors(objective.indicator).map(vector);
  const [first, ...rest] = selectors;
  if (first === undefined) return worstSeries({ ...objective, by: [], byInData: {} });
  const alive = rest.reduce((left: Expression, right) => binary(left, "or", right), first);
  return join([printExpression(shifted(alive, objective.delay))], "");
}
