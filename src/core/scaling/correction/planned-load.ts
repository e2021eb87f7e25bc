import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { burnOf } from "../decision/burn-of.ts";
import { demanded } from "../decision/demanded.ts";
import { fresh } from "../decision/fresh.ts";
import type { Observation } from "../decision/observation.ts";
import { isRecent, rolloutOf } from "../decision/rollout.ts";
import { isBurnOver } from "../decision/burn-over.ts";

/** Replicas have about as much to do as is planned: within these multiples of it. */
const LEAST_LOAD = 0.8;
const MOST_LOAD = 1.15;

/**
 * The fastest burn over five minutes, as a multiple of what is sustainable, where it tells something of the capacity:
 * all replicas are ready and have about as much to do as is planned, no rollout is recent, and what five minutes
 * remember is not over.
 *
 * @param now - with the memory of the observation before, by which the load is planned
 */
export function burnAtPlannedLoad(
  policy: ScalingPolicy,
  now: Observation,
  before: readonly Observation[],
): number | undefined {
  const load = demanded(policy, now);
  const replicas = fresh("replicas", now.replicas, now.at, policy.stale.maxAge);
  if (!load.ok || !replicas.ok) return undefined;
  const { asked, ready } = replicas.value;
  if (ready < asked || ready === 0) return undefined;
  const share = load.value.replicas / ready;
  if (share < LEAST_LOAD || share > MOST_LOAD) return undefined;
  const rollout = rolloutOf(policy, now, before);
  if (rollout !== undefined && isRecent(policy, rollout, now.at)) return undefined;
  const burn = fastestBurn(policy, now);
  if (burn === undefined || (burn > 1 && isBurnOver({ now, before }))) return undefined;
  return burn;
}

/** Undefined where one of the SLOs is not known. */
function fastestBurn({ stale }: ScalingPolicy, { at, slos }: Observation): number | undefined {
  let fastest: number | undefined;
  for (const slo of slos) {
    const burn = fresh(slo.slo, burnOf(slo, "5m", at), at, stale.maxAge);
    if (!burn.ok) return undefined;
    fastest = Math.max(fastest ?? 0, burn.value);
  }
  return fastest;
}
