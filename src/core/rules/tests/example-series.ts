import { seriesMatcher } from "../../promql/series-matcher.ts";
import type { Indicator, LatencyIndicator } from "../../objective/indicator.ts";
import { namesInData } from "../../objective/grouping.ts";
import type { Objective } from "../../objective/objective.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { parseSelector } from "../../promql/parse-selector.ts";
import type { Matcher, Selector } from "../../promql/selector.ts";
import { boundOf, bucketsOf, countOf, goodBucketOf } from "../../sli/bucket.ts";
import { exampleText } from "./example-text.ts";
import { labelValue } from "../../promql/label-value.ts";

/** Labels of a series with their values; the name of its metric is `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** A series that a scrape could have brought, and what it counts. */
export interface ExampleSeries {
  readonly labels: Labels;
  /** `state` is a gauge: 1 while all is well. */
  readonly counts: "good" | "bad" | "all" | "state";
}

/**
 * Series for test data that the indicator's selectors match, each in the right part.
 *
 * @returns undefined where they cannot be told from the spec: native histograms, `promql:` of another shape than
 *   `sum(rate(selector[{{window}}]))`, regular expressions beyond the usual
 */
export function exampleSeries(
  objective: Pick<Objective, "indicator" | "by" | "byInData">,
): readonly ExampleSeries[] | undefined {
  const by = namesInData(objective);
  const series = seriesOf(objective.indicator, by);
  // What is good in one group says nothing of another.
  const isOneGroup = by.every((label) => new Set(series?.map(({ labels }) => labelValue(labels, label))).size <= 1);
  return isOneGroup ? series : undefined;
}

function seriesOf(indicator: Indicator, by: readonly string[]): readonly ExampleSeries[] | undefined {
  switch (indicator.kind) {
    case "events":
      return countedSeries(indicator.total, indicator.counted.selectors, indicator.counted.as, by);
    case "latency":
      return indicator.form === "native" ? undefined : histogramSeries(indicator, by);
    case "probe":
      return all([labelsFor([indicator.success], by)], ["state"]);
    case "promql": {
      const total = rateOf(indicator.total, by);
      const bad = rateOf(indicator.errors, by);
      return total === undefined || bad === undefined ? undefined : countedSeries([total], [bad], "bad", by);
    }
  }
}

/** One series of the counted part and one of the rest; of two metrics, one is the whole. */
function countedSeries(
  totals: readonly Selector[],
  parts: readonly Selector[],
  as: "good" | "bad",
  by: readonly string[],
): readonly ExampleSeries[] | undefined {
  const part = parts[0];
  const total = totals.find(({ metric }) => metric === part?.metric) ?? totals[0];
  if (part === undefined || total === undefined) return undefined;
  const other = as === "good" ? "bad" : "good";
  if (part.metric !== total.metric)
    return checked(all([labelsFor([total], by), labelsFor([part], by)], ["all", as]), totals, parts, as);
  const inPart = labelsFor([total, part], by);
  const rest = restOf(total, part, by);
  return checked(all([rest, inPart], [other, as]), totals, parts, as);
}

/**
 * Labels that the total matches and the part does not: one of the part's own labels is given another value; never a
 * group's, which would make two groups.
 */
function restOf(total: Selector, part: Selector, by: readonly string[]): Labels | undefined {
  const base = labelsFor([total], by);
  const isPart = seriesMatcher(part);
  const isTotal = seriesMatcher(total);
  if (base === undefined || isPart === undefined || isTotal === undefined) return undefined;
  const changed = part.matchers
    .filter(({ label }) => !by.includes(label))
    .flatMap(({ label }) => ["200", "500", "OK", "other"].map((value) => ({ ...base, [label]: value })));
  return [...changed, base].find(
    (labels) =>
      isTotal(labels) === true && isPart(labels) === false && Object.values(labels).every((value) => value !== ""),
  );
}

/** Lists may overlap, and a series that counts twice would make the test's arithmetic wrong. */
function checked(
  series: readonly ExampleSeries[] | undefined,
  totals: readonly Selector[],
  parts: readonly Selector[],
  as: "good" | "bad",
): readonly ExampleSeries[] | undefined {
  const times = (selectors: readonly Selector[], labels: Labels): number =>
    selectors.filter((selector) => seriesMatcher(selector)?.(labels) === true).length;
  const isRight = series?.every(({ labels, counts }) => {
    const inPart = counts === as;
    const inTotal = counts === "all" || series.every((other) => other.counts !== "all");
    return times(totals, labels) === (inTotal ? 1 : 0) && times(parts, labels) === (inPart ? 1 : 0);
  });
  return isRight === true ? series : undefined;
}

function histogramSeries(indicator: LatencyIndicator, by: readonly string[]): readonly ExampleSeries[] | undefined {
  const base = labelsFor([countOf(indicator)], by);
  if (base === undefined) return undefined;
  const bucket = { ...base, __name__: bucketsOf(indicator).metric };
  const good = { ...bucket, le: formatNumber(boundOf(indicator)) };
  if (seriesMatcher(goodBucketOf(indicator))?.(good) !== true) return undefined;
  return [
    { labels: good, counts: "good" },
    { labels: { ...bucket, le: "+Inf" }, counts: "all" },
    { labels: base, counts: "all" },
  ];
}

/** Labels that all selectors match; the groups' labels are filled in. */
function labelsFor(selectors: readonly Selector[], by: readonly string[]): Labels | undefined {
  const labels: Record<string, string> = Object.fromEntries(by.map((label) => [label, "a"]));
  // Equal matchers decide; what a regular expression asks for comes only where nothing is decided.
  const matchers = selectors.flatMap((selector) => selector.matchers).toSorted((a, b) => rank(a) - rank(b));
  for (const { label, operator, value } of matchers) {
    if (operator === "=") labels[label] = value;
    else if (operator === "=~" && (!Object.hasOwn(labels, label) || by.includes(label)))
      labels[label] = exampleText(value) ?? "";
  }
  const metric = selectors[0]?.metric ?? "";
  const full: Labels = {
    __name__: metric,
    ...Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== "")),
  };
  return selectors.every((selector) => seriesMatcher(selector)?.(full) === true) ? full : undefined;
}

const rank = ({ operator }: Matcher): number => (operator === "=" ? 1 : 0);

function all(
  labels: readonly (Labels | undefined)[],
  counts: readonly ExampleSeries["counts"][],
): readonly ExampleSeries[] | undefined {
  const series = labels.flatMap((each, i): ExampleSeries[] => {
    const counted = counts[i];
    return each === undefined || counted === undefined ? [] : [{ labels: each, counts: counted }];
  });
  return series.length === labels.length ? series : undefined;
}

const SUM_OF_RATE =
  /^\s*sum\s*(?:by\s*\((?<kept>[^)]*)\)\s*)?\(\s*rate\s*\(\s*(?<selector>[^[\]]+)\[\{\{window\}\}\]\s*\)\s*\)\s*$/;

/** The counter behind `sum by (groups) (rate(selector[{{window}}]))`; none where the sum drops the label of a group. */
function rateOf(query: string, by: readonly string[]): Selector | undefined {
  const { selector, kept = "" } = SUM_OF_RATE.exec(query)?.groups ?? {};
  const parsed = selector === undefined ? undefined : parseSelector(selector.trim());
  const labels = kept.split(",").map((label) => label.trim());
  return parsed?.ok === true && by.every((label) => labels.includes(label)) ? parsed.value : undefined;
}
