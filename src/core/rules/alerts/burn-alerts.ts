import { maxBurnRate } from "../../budget/burn.ts";
import { type BurnCondition, type Severity, TIERS } from "../../objective/alert-policy.ts";
import { type BurnWindow, isAveraged, windowLength } from "../../objective/burn-window.ts";
import { errorBudget, type Objective } from "../../objective/objective.ts";
import { binary, type Expression, number } from "../../promql/expression.ts";
import { countedRates } from "../../sli/rates.ts";
import { errorRatioSeries, totalEventsSeries } from "../../sli/series-names.ts";
import { minutes } from "../../units/seconds.ts";
import { alertLabels } from "./alert-labels.ts";
import { burnAnnotations, type TextContext } from "./annotations.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { halfOf, overTime, ownOnly, recorded, samplesWithin } from "../elements/recorded.ts";
import type { AlertingRule } from "../elements/rule.ts";

/**
 * Bridges a flutter around the threshold, so that one incident is one notification; a resolved page comes that much
 * later.
 */
const KEEP_PAGE_FIRING = minutes(2);

/**
 * One alert for each severity, its conditions side by side. No `for`: the long window already proves that it
 * matters, and a pending state would be lost when Prometheus restarts.
 */
export function burnAlert(objective: Objective, severity: Severity, context: TextContext): readonly AlertingRule[] {
  const conditions = reachable(objective, severity);
  const [first, ...rest] = conditions.map((condition) => burns(objective, condition));
  if (first === undefined) return [];
  return [
    {
      kind: "alert",
      alert: objective.naming.names.burn,
      expr: rest.reduce((left, right) => binary(left, "or", right), first),
      waitFor: undefined,
      keepFiringFor: severity === "page" ? KEEP_PAGE_FIRING : undefined,
      labels: alertLabels(objective, severity, TIERS[severity]),
      annotations: burnAnnotations(objective, conditions, context),
    },
  ];
}

/** The conditions that can be true: no error ratio exceeds 1, so for lenient targets a high burn never happens. */
export function reachable({ alerts, target }: Objective, severity: Severity): readonly BurnCondition[] {
  return alerts.burn.filter((condition) => condition.severity === severity && condition.above < maxBurnRate(target));
}

function burns(objective: Objective, { shortWindow, longWindow, above, severity }: BurnCondition): Expression {
  const threshold = number(above * errorBudget(objective));
  const exceeds = (window: BurnWindow): Expression =>
    binary(recorded(objective, errorRatioSeries(window)), ">", threshold);
  // Further conditions match whole label sets, so they are of our own recordings as well.
  const both = binary(ownOnly(objective, exceeds(shortWindow)), "and", exceeds(longWindow));
  const observed = isAveraged(shortWindow) ? binary(both, "and", isObserved(objective, shortWindow)) : both;
  const { minBadEvents } = objective.alerts;
  if (severity !== "page" || minBadEvents === 0) return observed;
  return binary(observed, "and", binary(badEvents(objective, longWindow), ">=", number(minBadEvents)));
}

/** Within shorter windows the 5 minutes that the recorded rates look back are too large a part. */
const COUNTED_RAW_BELOW = minutes(30);

/** How many bad events a window holds. */
function badEvents(objective: Objective, window: BurnWindow): Expression {
  const length = windowLength(window);
  const ratio = recorded(objective, errorRatioSeries(window));
  if (length < COUNTED_RAW_BELOW) {
    const events = binary(countedRates(objective, length).total, "*", number(length));
    return binary(ratio, "*", events, { on: objective.by, groupLeft: [] });
  }
  // A sum, not an average: the average of a series that has just begun would make many events out of one. Of the
  // total, not of the bad events: these are as new as the incident, and a sum of their 5 m rates lags behind it.
  const total = binary(
    overTime(objective, "sum_over_time", totalEventsSeries("5m"), samplesWithin(length)),
    "*",
    number(GROUP_INTERVALS.fast),
  );
  return binary(total, "*", ratio);
}

/** Averaged windows know only what was recorded: in the first hours after an installation they hold a few minutes. */
function isObserved(objective: Objective, window: BurnWindow): Expression {
  const length = windowLength(window);
  return binary(overTime(objective, "count_over_time", totalEventsSeries("5m"), length), ">=", number(halfOf(length)));
}
