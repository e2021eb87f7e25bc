import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import type { Decision } from "../../core/scaling/decision/decision.ts";

/** A decision and whose it is. */
export interface LoggedDecision {
  readonly service: string;
  /** Who may read it. */
  readonly namespace: string;
  readonly policy: ScalingPolicy;
  readonly decision: Decision;
}
