import { maxBurnRate } from "../../budget/burn.ts";
import type { BurnCondition, Severity } from "../../objective/alert-policy.ts";
import { type BurnWindow, burnWindow, windowLength } from "../../objective/burn-window.ts";
import { errorBudget, type Objective } from "../../objective/objective.ts";
import { binary, type Expression, number } from "../../promql/expression.ts";
import { countedRates } from "../../sli/rates.ts";
import { badSumSeries, errorRatioSeries } from "../../sli/series-names.ts";
import { minutes } from "../../units/seconds.ts";
import { badSum } from "../elements/bad-sum.ts";
import { recorded } from "../elements/recorded.ts";

/** The conditions that can be true: no error ratio exceeds 1, so for lenient targets a high burn never happens. */
export function reachable({ alerts, target }: Objective, severity: Severity): readonly BurnCondition[] {
  return alerts.burn.filter((condition) => condition.severity === severity && condition.above < maxBurnRate(target));
}

/** A window burns above the threshold of a condition. */
export const exceeds = (objective: Objective, { above }: BurnCondition, window: BurnWindow): Expression =>
  binary(recorded(objective, errorRatioSeries(window)), ">", number(above * errorBudget(objective)));

/** For a page: where its long window holds so many bad events that somebody may be woken. */
export function withEnoughEvents(
  objective: Objective,
  { severity, longWindow }: BurnCondition,
  burning: Expression,
): Expression {
  const { minBadEvents } = objective.alerts;
  if (severity !== "page" || minBadEvents === 0) return burning;
  return binary(burning, "and", binary(badEvents(objective, longWindow), ">=", number(minBadEvents)));
}

/** Within shorter windows the 5 minutes that the recorded rates look back are too large a part. */
const COUNTED_RAW_BELOW = minutes(30);

/** How many bad events a window holds. */
function badEvents(objective: Objective, window: BurnWindow): Expression {
  const length = windowLength(window);
  if (burnWindow(window).recorded === "steady") return recorded(objective, badSumSeries(window));
  if (length >= COUNTED_RAW_BELOW) return badSum(objective, window);
  const events = binary(countedRates(objective, length).total, "*", number(length));
  return binary(recorded(objective, errorRatioSeries(window)), "*", events, { on: objective.by, groupLeft: [] });
}
