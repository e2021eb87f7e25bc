import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { correct } from "../correction/correct.ts";
import type { Observation } from "../decision/observation.ts";
import { score } from "../forecast/score.ts";
import { noteScatter, SCATTER_SECONDS } from "../load/scatter.ts";
import { stepsOf } from "../load/steps.ts";

/**
 * An observation with what is kept of the past beyond those before it: to be decided on, and remembered.
 *
 * @param before - observations with their memory, oldest first
 */
export function remember(policy: ScalingPolicy, now: Observation, before: readonly Observation[]): Observation {
  const last = before.findLast(({ at }) => at < now.at)?.memory;
  const seen = { ...now, memory: last };
  return {
    ...now,
    memory: {
      correction: policy.capacity.isCorrected && policy.slos.length > 0 ? correct(policy, seen, before) : undefined,
      scatter: noteScatter(last?.scatter, stepsOf(policy, now, before, SCATTER_SECONDS)),
      forecast: policy.forecast === undefined ? undefined : score(policy, last?.forecast, seen, before),
    },
  };
}
