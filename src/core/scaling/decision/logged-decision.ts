import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import type { Decision } from "./decision.ts";

/** A decision and whose it is. */
export interface LoggedDecision {
  readonly service: string;
  /** Who may read it. */
  readonly namespace: string;
  readonly policy: ScalingPolicy;
  readonly decision: Decision;
}
