import { DEFAULT_FORMULA, type ScalingPolicy } from "../../objective/scaling-policy.ts";
import { backlogEstimator } from "../estimators/backlog.ts";
import { demandEstimator } from "../estimators/demand.ts";
import type { Estimator } from "../estimators/estimator.ts";
import { forecastEstimator } from "../estimators/forecast.ts";
import { formulaEstimator } from "../estimators/formula.ts";
import { saturationEstimator } from "../estimators/saturation.ts";
import { scheduleEstimator } from "../estimators/schedule.ts";

/** The estimators of a policy, in the order in which they are told; the largest number wins. */
export async function estimatorsOf(policy: ScalingPolicy): Promise<readonly Estimator[]> {
  const schedule = scheduleEstimator(policy);
  // A formula of the author's own stands in the place of what the usual one says of demand and saturation.
  if (policy.formula !== DEFAULT_FORMULA)
    return [await formulaEstimator(policy, schedule), schedule, forecastEstimator];
  return [demandEstimator, backlogEstimator, saturationEstimator, schedule, forecastEstimator];
}
