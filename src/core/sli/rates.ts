import { unitsPerSecond } from "../objective/histogram-unit.ts";
import { type Indicator, type LatencyIndicator, WINDOW_PLACEHOLDER } from "../objective/indicator.ts";
import type { Grouping } from "../objective/grouping.ts";
import type { Objective } from "../objective/objective.ts";
import { aggregateWithout, binary, call, type Expression, number, range, verbatim } from "../promql/expression.ts";
import { alwaysCounts } from "../promql/always-counts.ts";
import type { Selector } from "../promql/selector.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import type { Seconds } from "../units/seconds.ts";
import { boundOf, bucketsOf, countOf, goodBucketOf } from "./bucket.ts";
import { grouped } from "./grouped.ts";
import { replicasOf } from "./replicas.ts";
import { union } from "./union.ts";

/** What Prometheus is asked for one objective and window; both are events per second, summed by the `by` labels. */
export interface EventRates {
  readonly total: Expression;
  /**
   * Bad events per second. Absent where no bad event was ever counted (`mayBeAbsent`): the reader decides
   * whether that is zero, by whether there is a total.
   */
  readonly bad: Expression;
  /** True when an absent `bad` beside a present `total` means 0; false when it means that the data is broken. */
  readonly mayBeAbsent: boolean;
}

/** The rates as they are counted: of all events, and of the one part (good or bad) that the indicator names. */
export interface CountedRates {
  readonly total: Expression;
  readonly part: Expression;
  readonly as: "bad" | "good";
  /** True when an absent part beside a present total means 0. */
  readonly mayBeAbsent: boolean;
  /** True when a sample may be no number of events (see {@link countsOnly}): an author's quotient in an idle hour. */
  readonly mayBeNoCount: boolean;
}

/**
 * The rates of bad and total events of an objective over a window, as PromQL on the user's own series.
 *
 * @param replicas - labels by which nothing but the replica of a Prometheus is told, so that its series count once;
 *   those that the settings name, unless somebody knows better
 */
export function eventRates(
  objective: Objective,
  window: Seconds,
  replicas: readonly string[] = givenReplicas(objective),
): EventRates {
  const { total, part, as, mayBeAbsent } = countedRates(objective, window, replicas);
  if (as === "bad") return { total, bad: part, mayBeAbsent };
  // No good event was ever counted, but there are events: all of them are bad.
  const good = mayBeAbsent ? binary(part, "or", binary(total, "*", number(0))) : part;
  return { total, bad: atLeastZero(binary(total, "-", good)), mayBeAbsent: false };
}

/** The rates from which {@link eventRates} are made, for readers that have the total already. */
export function countedRates(
  objective: Objective,
  window: Seconds,
  replicas: readonly string[] = givenReplicas(objective),
): CountedRates {
  const { indicator } = objective;
  // The replica that saw most has missed nothing; each tells restarts by its own samples.
  const once = (e: Expression): Expression => aggregateWithout("max", replicas, e);
  const rateOf = (selectors: readonly Selector[]): Expression =>
    grouped("sum", objective, union(selectors.map((s) => once(call("rate", range(s, window))))));
  switch (indicator.kind) {
    case "events":
      return {
        total: rateOf(indicator.total),
        part: rateOf(indicator.counted.selectors),
        as: indicator.counted.as,
        mayBeAbsent: true,
        mayBeNoCount: false,
      };
    case "latency": {
      if (indicator.form === "native") return nativeRates(indicator, objective, window, replicas);
      // A bucket bound that does not exist must end in "no data", so an absent bucket is not taken for zero.
      return {
        total: rateOf([countOf(indicator)]),
        part: rateOf([goodBucketOf(indicator)]),
        as: "good",
        mayBeAbsent: false,
        mayBeNoCount: false,
      };
    }
    case "probe":
      return probeRates(once(call("avg_over_time", range(indicator.success, window))), objective);
    case "promql":
      return promqlRates(indicator, objective, window);
  }
}

/** The labels of replicas that the settings name. */
export const givenReplicas = (objective: Objective): readonly string[] =>
  replicasOf(objective, objective.replicaLabels ?? []);

/** A second of each probe is an event, and bad as far as it was no success. */
const probeRates = (success: Expression, grouping: Grouping): CountedRates => ({
  total: grouped("count", grouping, success),
  part: grouped("sum", grouping, binary(number(1), "-", success)),
  as: "bad",
  mayBeAbsent: false,
  mayBeNoCount: false,
});

function promqlRates(
  { errors, total }: Extract<Indicator, { kind: "promql" }>,
  grouping: Grouping,
  window: Seconds,
): CountedRates {
  const fill = (query: string): Expression => grouped("sum", grouping, fillWindow(query, window));
  const mayBeNoCount = ![total, errors].every((query) => alwaysCounts(withWindow(query, window)));
  return { total: fill(total), part: fill(errors), as: "bad", mayBeAbsent: true, mayBeNoCount };
}

function nativeRates(
  indicator: LatencyIndicator,
  grouping: Grouping,
  window: Seconds,
  replicas: readonly string[],
): CountedRates {
  const histogram = nativeHistogram(indicator, grouping, window, replicas);
  const total = nativeCount(indicator, grouping, window, replicas);
  const good = binary(call("histogram_fraction", number(0), number(boundOf(indicator)), histogram), "*", total);
  // An idle histogram has no fractions: NaN is no number of events, and the comparison drops it.
  return { total, part: binary(good, ">=", number(0)), as: "good", mayBeAbsent: true, mayBeNoCount: false };
}

/** The replica that missed scrapes would lower a mean, and of counts there is a largest. */
function nativeCount(
  indicator: LatencyIndicator,
  grouping: Grouping,
  window: Seconds,
  replicas: readonly string[],
): Expression {
  if (replicas.length === 0) return call("histogram_count", nativeHistogram(indicator, grouping, window));
  const counts = call("histogram_count", call("rate", range(indicator.histogram, window)));
  return grouped("sum", grouping, aggregateWithout("max", replicas, counts));
}

/** The samples that are numbers of events: neither NaN nor infinite nor negative. */
export const countsOnly = (e: Expression): Expression => binary(binary(e, ">=", number(0)), "<", verbatim("Inf"));

/**
 * The native histogram of a window: one sample per group that holds all buckets. Of replicas the mean, since of
 * histograms there is no largest: it tells shares, not counts.
 */
export const nativeHistogram = (
  indicator: LatencyIndicator,
  grouping: Grouping,
  window: Seconds,
  replicas: readonly string[] = [],
): Expression =>
  grouped("sum", grouping, aggregateWithout("avg", replicas, call("rate", range(indicator.histogram, window))));

/** An author's query with its window filled in. */
export const fillWindow = (query: string, window: Seconds): Expression => verbatim(withWindow(query, window));

/** The same as the text that it is. */
export const withWindow = (query: string, window: Seconds): string =>
  query.replaceAll(WINDOW_PLACEHOLDER, printPromDuration(window));

/** Latency in seconds over a window at a quantile, for golden signals; undefined for what is no histogram. */
export function latencyQuantile(objective: Objective, quantile: number, window: Seconds): Expression | undefined {
  const { indicator } = objective;
  if (indicator.kind !== "latency") return undefined;
  const histogram =
    indicator.form === "native"
      ? nativeHistogram(indicator, objective, window)
      : grouped("sum", objective, call("rate", range(bucketsOf(indicator), window)), ["le"]);
  const inItsUnit = call("histogram_quantile", number(quantile), histogram);
  return indicator.unit === "seconds" ? inItsUnit : binary(inItsUnit, "/", number(unitsPerSecond(indicator.unit)));
}

/** Scrapes of two series at different moments can make the part a little larger than the whole. */
export const atLeastZero = (e: Expression): Expression => call("clamp_min", e, number(0));
