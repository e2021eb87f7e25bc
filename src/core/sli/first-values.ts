import type { Objective } from "../objective/objective.ts";
import {
  aggregate,
  aggregateWithout,
  binary,
  call,
  type Expression,
  number,
  range,
  rangeBefore,
  vector,
} from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import { shifted } from "../promql/shifted.ts";
import { hours, seconds, type Seconds } from "../units/seconds.ts";
import { grouped } from "./grouped.ts";
import { type IndicatorPart, partsOf, type SeriesPart } from "./indicator-parts.ts";
import { givenReplicas } from "./rates.ts";
import { TARGET_LABELS } from "./target-labels.ts";
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
export const firstValues = (
  objective: Objective,
  window: Seconds,
  replicas: readonly string[] = [],
): FirstValues | undefined =>
  sumsOf(objective, (selectors) =>
    union(selectors.map((selector) => firstValue(selector, window, REMEMBERED, replicas))),
  );

/** Which new counters are asked for, and what is asked of others to believe them. */
export interface KnownSince {
  /** The window that they appeared in … */
  readonly window: Seconds;
  /** … ended so long ago: series that stopped since are known to have stopped. */
  readonly judgedAfter: Seconds;
  /** Before the window it is looked for them and for others of their target so far back. */
  readonly remembered: Seconds;
}

/**
 * The same of targets alone that are known: some counter of the total was there before the window, and is still. A
 * target that only its labels make new, or that was not scraped before, would bring a lifetime of events at once.
 *
 * @returns undefined for what is no counter
 */
export function firstValuesOfKnown(
  objective: Objective,
  { window, judgedAfter, remembered }: KnownSince,
): FirstValues | undefined {
  const replicas = givenReplicas(objective);
  const before = seconds(judgedAfter + window);
  return sumsOf(objective, (selectors, total) => {
    const born = union(selectors.map((selector) => firstValue(selector, window, remembered, replicas)));
    const stayed = union(
      total.map((selector) =>
        binary(vector(selector), "and", call("last_over_time", rangeBefore(selector, remembered, before))),
      ),
    );
    return binary(shifted(born, judgedAfter), "and", aggregate("group", TARGET_LABELS, stayed), { on: TARGET_LABELS });
  });
}

/** @param ofNew - of some selectors, beside those of all events */
function sumsOf(
  objective: Objective,
  ofNew: (selectors: readonly Selector[], total: readonly Selector[]) => Expression,
): FirstValues | undefined {
  const counters = partsOf(objective.indicator).filter(isCounter);
  if (counters.length === 0) return undefined;
  const selectorsWhere = (isTotal: boolean): readonly Selector[] =>
    counters.filter(({ role }) => (role === "total") === isTotal).map(({ selector }) => selector);
  const total = selectorsWhere(true);
  const sum = (selectors: readonly Selector[]): Expression => grouped("sum", objective, ofNew(selectors, total));
  return { total: sum(total), part: sum(selectorsWhere(false)) };
}

/** A counter that is read by itself; the buckets of a histogram hold the same events once more. */
const isCounter = (part: IndicatorPart): part is SeriesPart =>
  part.kind === "series" && part.counted === "by its increase" && part.role !== "bucket";

/** All that a new counter shows, less what `increase` makes of it: its own first value, less what was extrapolated. */
function firstValue(
  selector: Selector,
  window: Seconds,
  remembered: Seconds,
  replicas: readonly string[],
): Expression {
  // A new replica of the Prometheus brings no new counters.
  const once = (e: Expression): Expression => aggregateWithout("max", replicas, e);
  const newest = once(call("last_over_time", range(selector, window)));
  const seen = binary(once(call("increase", range(selector, window))), "or", binary(newest, "*", number(0)));
  return binary(
    call("clamp_min", binary(newest, "-", seen), number(0)),
    "unless",
    once(call("last_over_time", rangeBefore(selector, remembered, window))),
  );
}
