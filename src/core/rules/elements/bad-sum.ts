import { type BurnWindow, windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import { binary, type Expression, number } from "../../promql/expression.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { errorRatioSeries, totalEventsSeries } from "../../sli/series-names.ts";
import type { Seconds } from "../../units/seconds.ts";
import { overTime, recorded, samplesWithin } from "./recorded.ts";

/** How many bad events a window holds. */
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
