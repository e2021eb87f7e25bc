import { type BurnWindow, windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import { binary, type Expression, number } from "../../promql/expression.ts";
import { isCountedWhole } from "../../sli/counted-from.ts";
import { countersByRole } from "../../sli/first-values.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { atLeastZero } from "../../sli/rates.ts";
import { errorRatioSeries, totalEventsSeries } from "../../sli/series-names.ts";
import type { Seconds } from "../../units/seconds.ts";
import { averageTotal, lateRates } from "./ratios.ts";
import { overTime, own, recorded, samplesWithin } from "./recorded.ts";

/**
 * Whether the bad events of a window are counted from the counters, by which those of a gap are among them: recorded
 * rates have no total of a gap, so a ratio times a total would change with the hours that a gap lies between.
 */
export const isSummedRaw = (objective: Objective): boolean =>
  isCountedWhole(objective) && countersByRole(objective) !== undefined;

/** How many bad events a window holds, from the counters; a part that no counter counts was no event. */
export function rawBadSum(objective: Objective, window: Seconds): Expression {
  const { by } = objective;
  const { total, part, as, mayBeAbsent } = lateRates(objective, window);
  const none = binary(own(objective, averageTotal(objective, window)), "*", number(0));
  const known = mayBeAbsent ? binary(part, "or", none, { on: by }) : part;
  const bad = as === "bad" ? known : atLeastZero(binary(total, "-", known, { on: by }));
  return binary(bad, "*", number(window));
}

/** How many bad events a window holds, by its ratio. */
export const badSum = (objective: Objective, window: BurnWindow): Expression =>
  binary(totalSum(objective, windowLength(window)), "*", recorded(objective, errorRatioSeries(window)));

/**
 * How many events a window holds. A sum, not an average: the average of a series that has just begun would make many
 * events out of one. Of the total, not of the bad events: these are as new as an incident, and a sum of their 5 m rates
 * lags behind it.
 */
export const totalSum = (objective: Objective, length: Seconds): Expression =>
  binary(
    overTime(objective, "sum_over_time", totalEventsSeries("5m"), samplesWithin(length)),
    "*",
    number(GROUP_INTERVALS.fast),
  );
