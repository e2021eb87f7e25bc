import { windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import {
  aggregate,
  aggregateWithout,
  binary,
  call,
  type Expression,
  number,
  range,
  rangeBefore,
  subquery,
  vector,
} from "../../promql/expression.ts";
import type { Selector } from "../../promql/selector.ts";
import { shifted } from "../../promql/shifted.ts";
import { isCountedWhole } from "../../sli/counted-from.ts";
import type { UnseenEvents } from "../../sli/error-ratio.ts";
import { countersByRole } from "../../sli/first-values.ts";
import { grouped } from "../../sli/grouped.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { PLAUSIBLE } from "../../sli/plausible.ts";
import { atLeastZero, countedRates, givenReplicas } from "../../sli/rates.ts";
import { RECORDED, totalEventsSeries } from "../../sli/series-names.ts";
import { TARGET_LABELS } from "../../sli/target-labels.ts";
import { union } from "../../sli/union.ts";
import { hours, minutes, seconds, type Seconds } from "../../units/seconds.ts";
import { overTime, own } from "./recorded.ts";
import { record, type RecordingRule } from "./rule.ts";

// A rate sees no increase in the first sample of a series. One that is born with its first error, or while nobody
// scrapes, starts above zero: of a service that seldom fails that is a good part of all its errors.

/** Each evaluation looks at a stretch as long as the interval of its group. */
const STRETCH = GROUP_INTERVALS.history;

/** The stretch ended so long ago: Prometheus sees a series for 5 min after its last sample, then knows of its end. */
const JUDGED_AFTER = minutes(5);

/** How far back before the stretch a counter is looked for: long enough for an outage that somebody ends. */
const REMEMBERED = hours(2);

/** Of a counter that comes back within a stretch, its last value is looked for so far back. */
const LAST_WITHIN = hours(1);

/** About as far apart as samples are. */
const STEP = GROUP_INTERVALS.fast;

/** Windows from here on count first values: what happens at one moment is told once in half an hour. */
const COUNTED_FROM = windowLength("6h");

/** The bad events that no rate has seen in the last half hour, where there were any and no more than can be new. */
export function firstValueRecordings(objective: Objective): readonly RecordingRule[] {
  const first = firstBad(objective);
  if (first === undefined) return [];
  const bad = binary(shifted(first, objective.delay), ">", number(0));
  return [record(objective, RECORDED.firstOfBad, binary(bad, "<=", mostPlausible(objective), { on: objective.by }))];
}

/** The same of a window, per second of it; undefined where nothing records any. */
export function unseenEvents(objective: Objective, window: Seconds): UnseenEvents | undefined {
  if (window < COUNTED_FROM || firstBad(objective) === undefined) return undefined;
  const events = overTime(objective, "sum_over_time", RECORDED.firstOfBad, window);
  return { bad: own(objective, binary(events, "/", number(window))), isInTotal: isWithinTotal(objective) };
}

/** Whether the total counts each bad event too, and so has not seen these either. */
function isWithinTotal(objective: Objective): boolean {
  const counters = countersByRole(objective);
  const isWithin = (part: Selector, whole: Selector): boolean =>
    part.metric === whole.metric &&
    whole.matchers.every((of) =>
      part.matchers.some(
        ({ label, operator, value }) => label === of.label && operator === of.operator && value === of.value,
      ),
    );
  return (
    isGood(objective) || counters?.part.every((part) => counters.total.some((whole) => isWithin(part, whole))) === true
  );
}

const isGood = (objective: Objective): boolean => countedRates(objective, windowLength("5m")).as === "good";

function firstBad(objective: Objective): Expression | undefined {
  const counters = isCountedWhole(objective) ? countersByRole(objective) : undefined;
  if (counters === undefined) return undefined;
  const { total, part } = counters;
  const born = (selectors: readonly Selector[]): Expression =>
    grouped("sum", objective, ofTargets(firstOf(objective, selectors), stayed(total)));
  if (isGood(objective)) {
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
  const before = seconds(JUDGED_AFTER + STRETCH);
  return union(
    selectors.map((selector) =>
      binary(
        aggregateWithout("min", replicas, call("min_over_time", rangeBefore(selector, STRETCH, JUDGED_AFTER))),
        "unless",
        aggregateWithout("max", replicas, call("last_over_time", rangeBefore(selector, REMEMBERED, before))),
      ),
    ),
  );
}

/**
 * What counters showed last before they were away and came back with as much or more, at each step of the stretch:
 * where they began anew meanwhile, a rate takes that for events which it has counted. Their target was seen just before.
 */
function hiddenByReturn(objective: Objective, selectors: readonly Selector[], total: readonly Selector[]): Expression {
  const replicas = givenReplicas(objective);
  const justBefore = (selector: Selector): Expression => shifted(vector(selector), STEP);
  const back = selectors.map((selector) => {
    const last = call("last_over_time", rangeBefore(selector, LAST_WITHIN, STEP));
    const hidden = binary(last, "<=", binary(vector(selector), "unless", justBefore(selector)));
    const step = shifted(ofTargets(hidden, union(total.map(justBefore))), JUDGED_AFTER);
    return aggregateWithout("max", replicas, call("sum_over_time", subquery(step, STRETCH, STEP)));
  });
  return union(back);
}

/** Counters that were there before the stretch, and are still: a target that its labels alone make new has none. */
const stayed = (total: readonly Selector[]): Expression =>
  union(
    total.map((selector) =>
      binary(
        vector(selector),
        "and",
        call("last_over_time", rangeBefore(selector, REMEMBERED, seconds(JUDGED_AFTER + STRETCH))),
      ),
    ),
  );

/** Counters that began anew lately. */
const begunAnew = (total: readonly Selector[]): Expression =>
  union(
    total.map((selector) =>
      binary(call("resets", range(selector, seconds(LAST_WITHIN + STRETCH + JUDGED_AFTER))), ">", number(0)),
    ),
  );

/** What belongs to a target of which there is any of the others. */
const ofTargets = (series: Expression, others: Expression): Expression =>
  binary(series, "and", others, { on: TARGET_LABELS });

/** No more than can be new, by what was counted before and by how long nobody looked. */
function mostPlausible(objective: Objective): Expression {
  const span = seconds(REMEMBERED + STRETCH + JUDGED_AFTER);
  const over = (name: string): Expression => overTime(objective, name, totalEventsSeries("5m"), span);
  const perSecond = call(
    "clamp_min",
    binary(over("avg_over_time"), "*", number(PLAUSIBLE.factor)),
    number(PLAUSIBLE.floorPerSecond),
  );
  const unseen = binary(
    number(span + PLAUSIBLE.unseenSeconds),
    "-",
    binary(over("count_over_time"), "*", number(GROUP_INTERVALS.fast)),
  );
  return own(objective, binary(perSecond, "*", unseen));
}
