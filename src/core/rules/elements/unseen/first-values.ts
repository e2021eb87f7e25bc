import type { Objective } from "../../../objective/objective.ts";
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
} from "../../../promql/expression.ts";
import type { Selector } from "../../../promql/selector.ts";
import type { CountersByRole } from "../../../sli/first-values.ts";
import { grouped } from "../../../sli/grouped.ts";
import { atLeastZero, givenReplicas } from "../../../sli/rates.ts";
import { union } from "../../../sli/union.ts";
import { hours, seconds } from "../../../units/seconds.ts";
import { JUDGED_AFTER, justBefore, newly, ofTargets, remembered, STEP, STRETCH, sumOfSteps } from "./stretch.ts";

// A rate sees no increase in the first sample of a series. One that is born with its first error, or while nobody
// scrapes, starts above zero: of a service that seldom fails that is a good part of all its errors.

/** Of a counter that comes back within a stretch, its last value is looked for so far back. */
const LAST_WITHIN = hours(1);

/** Bad events in the first samples of counters, of targets that were there before. */
export function firstBadEvents(objective: Objective, { total, part, as }: CountersByRole): Expression {
  const born = (selectors: readonly Selector[]): Expression =>
    grouped("sum", objective, ofTargets(firstOf(objective, selectors), stayed(total)));
  if (as === "good") {
    const all = born(total);
    const good = binary(born(part), "or", binary(all, "*", number(0)), { on: objective.by });
    return atLeastZero(binary(all, "-", good, { on: objective.by }));
  }
  const reborn = grouped("sum", objective, ofTargets(hiddenByReturn(objective, part, total), begunAnew(total)));
  return aggregate("sum", objective.by, union([born(part), reborn]));
}

/** What counters showed first that appeared within the stretch; where one began anew within it, at most that. */
function firstOf(objective: Objective, selectors: readonly Selector[]): Expression {
  const replicas = givenReplicas(objective);
  return union(
    selectors.map((selector) =>
      binary(
        aggregateWithout("min", replicas, call("min_over_time", rangeBefore(selector, STRETCH, JUDGED_AFTER))),
        "unless",
        aggregateWithout("max", replicas, remembered(selector)),
      ),
    ),
  );
}

/**
 * What counters showed last before they were away and came back with as much or more, at each step of the stretch:
 * where they began anew meanwhile, a rate takes that for events that it has counted. Their target was seen just before.
 */
function hiddenByReturn(objective: Objective, selectors: readonly Selector[], total: readonly Selector[]): Expression {
  const replicas = givenReplicas(objective);
  const back = selectors.map((selector) => {
    const last = call("last_over_time", rangeBefore(selector, LAST_WITHIN, STEP));
    const hidden = binary(last, "<=", binary(newly(selector), "unless", justBefore(selector)));
    return sumOfSteps(ofTargets(hidden, union(total.map(justBefore)), replicas), replicas);
  });
  return union(back);
}

/** Counters that were there before the stretch, and are still: a target that its labels alone make new has none. */
const stayed = (total: readonly Selector[]): Expression =>
  union(total.map((selector) => binary(vector(selector), "and", remembered(selector))));

/** Counters that began anew lately. */
const begunAnew = (total: readonly Selector[]): Expression =>
  union(
    total.map((selector) =>
      binary(call("resets", range(selector, seconds(LAST_WITHIN + STRETCH + JUDGED_AFTER))), ">", number(0)),
    ),
  );
