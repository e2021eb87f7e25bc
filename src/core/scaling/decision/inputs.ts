import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import type { BurnVerdict } from "./decision.ts";
import type { Demanded } from "./demanded.ts";
import type { Fresh } from "./fresh.ts";
import type { Observation, Rollout } from "./observation.ts";

/** What estimators and judges read. */
export interface Inputs {
  readonly policy: ScalingPolicy;
  /** The present observation. */
  readonly now: Observation;
  /** Those before it, oldest first. */
  readonly before: readonly Observation[];
  /** The newest change of the workload that is known. */
  readonly rollout: Rollout | undefined;
  readonly burn: BurnVerdict;
  /** What demand asks for, by where it goes, or why nobody can tell. */
  readonly load: Fresh<Demanded>;
}
