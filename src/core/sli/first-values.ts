import type { Objective } from "../objective/objective.ts";
import { aggregateWithout, binary, call, type Expression, number, range, rangeBefore } from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import { hours, type Seconds } from "../units/seconds.ts";
import { grouped } from "./grouped.ts";
import { type IndicatorPart, partsOf, type SeriesPart } from "./indicator-parts.ts";
import { union } from "./union.ts";

/** A counter that was away for less is no new one. */
const REMEMBERED = hours(1);

/** Events that `rate` cannot see, of all and of the one part (bad or good) that the indicator names. */
export interface FirstValues {
  readonly total: Expression;
  readonly part: Expression;
}

/**
 * What counters already showed when they appeared within a window, summed by the `by` labels: a counter that is born
 * with its first event starts above zero, and `rate` and `increase` see no increase in a first sample.
 *
 * @param replicas - labels by which nothing but the replica of a Prometheus is told
 * @returns undefined for what is no counter: probes, native histograms, an author's own PromQL
 */
export function firstValues(
  objective: Objective,
  window: Seconds,
  replicas: readonly string[] = [],
): FirstValues | undefined {
  const counters = countersByRole(objective);
  const ofNew = (selectors: readonly Selector[]): Expression =>
    grouped("sum", objective, union(selectors.map((selector) => firstValue(selector, window, replicas))));
  return counters && { total: ofNew(counters.total), part: ofNew(counters.part) };
}

/** The counters of all events, and those of the one part that the indicator names. */
export interface CountersByRole {
  readonly total: readonly Selector[];
  readonly part: readonly Selector[];
  readonly as: "bad" | "good";
}

/** @returns undefined for what is no counter */
export function countersByRole({ indicator }: Objective): CountersByRole | undefined {
  const counters = partsOf(indicator).filter(isCounter);
  const part = counters.filter(({ role }) => role !== "total");
  if (part.length === 0) return undefined;
  const selectorsOf = (parts: readonly SeriesPart[]): readonly Selector[] => parts.map(({ selector }) => selector);
  return {
    total: selectorsOf(counters.filter(({ role }) => role === "total")),
    part: selectorsOf(part),
    as: part.some(({ role }) => role === "bad") ? "bad" : "good",
  };
}

/** A counter that is read by itself; the buckets of a histogram hold the same events once more. */
const isCounter = (part: IndicatorPart): part is SeriesPart =>
  part.kind === "series" && part.counted === "by its increase" && part.role !== "bucket";

/** All that a new counter shows, less what `increase` makes of it: its own first value, less what was extrapolated. */
function firstValue(selector: Selector, window: Seconds, replicas: readonly string[]): Expression {
  // A new replica of the Prometheus brings no new counters.
  const once = (e: Expression): Expression => aggregateWithout("max", replicas, e);
  const newest = once(call("last_over_time", range(selector, window)));
  const seen = binary(once(call("increase", range(selector, window))), "or", binary(newest, "*", number(0)));
  return binary(
    call("clamp_min", binary(newest, "-", seen), number(0)),
    "unless",
    once(call("last_over_time", rangeBefore(selector, REMEMBERED, window))),
  );
}
