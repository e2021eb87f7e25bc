import type { Objective } from "../../../objective/objective.ts";
import {
  aggregateWithout,
  binary,
  call,
  type Expression,
  number,
  range,
  rangeBefore,
  subquery,
} from "../../../promql/expression.ts";
import type { Selector } from "../../../promql/selector.ts";
import { shifted } from "../../../promql/shifted.ts";
import { GROUP_INTERVALS } from "../../../sli/groups-table.ts";
import { PLAUSIBLE } from "../../../sli/plausible.ts";
import { totalEventsSeries } from "../../../sli/series-names.ts";
import { TARGET_LABELS } from "../../../promql/target-labels.ts";
import { hours, minutes, seconds } from "../../../units/seconds.ts";
import { overTime, own } from "../recorded.ts";

/** What no rate sees is looked for half-hourly, in a stretch as long as that. */
export const STRETCH = GROUP_INTERVALS.history;

/** The stretch ended so long ago: Prometheus sees a series for 5 min after its last sample, then knows of its end. */
export const JUDGED_AFTER = minutes(5);

/** How far back before the stretch a counter is looked for: long enough for an outage that somebody ends. */
const REMEMBERED = hours(2);

/** Samples are seldom closer: of two between two steps, one alone would be seen. */
export const STEP = seconds(15);

/** The sample since the step before. */
export const newly = (selector: Selector): Expression => call("last_over_time", range(selector, STEP));

/** The sample of the scrape before that; a series that was away has none, though Prometheus may see it for 5 min. */
export const justBefore = (selector: Selector): Expression =>
  call("last_over_time", rangeBefore(selector, seconds(2 * STEP), STEP));

/** The last sample of each series before the stretch. */
export const remembered = (selector: Selector): Expression =>
  call("last_over_time", rangeBefore(selector, REMEMBERED, seconds(JUDGED_AFTER + STRETCH)));

/** The sum of what an expression comes to at each step of the stretch, of the replica that saw most. */
export const sumOfSteps = (step: Expression, replicas: readonly string[]): Expression =>
  aggregateWithout("max", replicas, call("sum_over_time", subquery(shifted(step, JUDGED_AFTER), STRETCH, STEP)));

/**
 * What belongs to a target of which there is any of the others.
 *
 * @param replicas - labels that tell replicas of a Prometheus apart, where the series have them
 */
export const ofTargets = (series: Expression, others: Expression, replicas: readonly string[] = []): Expression =>
  binary(series, "and", others, { on: [...TARGET_LABELS, ...replicas] });

/**
 * Events that may be new, by what was counted before and by how long nobody looked; no sample where it is more, or
 * none. More is no news of the process: its counters were there before, under other names or unseen.
 */
export function plausible(objective: Objective, events: Expression): Expression {
  const span = seconds(REMEMBERED + STRETCH + JUDGED_AFTER);
  const over = (name: string): Expression => overTime(objective, name, totalEventsSeries("5m"), span);
  const perSecond = call(
    "clamp_min",
    binary(over("avg_over_time"), "*", number(PLAUSIBLE.factor)),
    number(PLAUSIBLE.floorPerSecond),
  );
  const seen = binary(over("count_over_time"), "*", number(GROUP_INTERVALS.fast));
  const unseen = binary(number(span + PLAUSIBLE.unseenSeconds), "-", seen);
  const most = own(objective, binary(perSecond, "*", unseen));
  return binary(binary(events, ">", number(0)), "<=", most, { on: objective.by });
}
