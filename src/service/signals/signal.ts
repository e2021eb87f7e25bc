import { printDuration } from "../../core/budget/print.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import { secondsBetween } from "../../core/units/instant.ts";
import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";

/** What an autoscaler is told: a number that is fresh, or that there is none, and why. Never an old one as new. */
export type Signal =
  | { readonly kind: "value"; readonly value: number; readonly ageSeconds: number; readonly because: string }
  | { readonly kind: "none"; readonly because: string };

/** Of a scaling block that was read and not decided on yet. */
export const NOTHING_DECIDED: Signal = { kind: "none", because: "nothing was decided for it yet" };

/**
 * The replicas that a workload needs, offered or not.
 *
 * @param passed - seconds since it was decided, by our monotonic clock: a loop that stands still makes nothing fresh
 */
export function neededReplicas({ policy, decision }: LoggedDecision, passed: number): Signal {
  const { result, observation } = decision;
  if (result.kind === "refused") return { kind: "none", because: result.because };
  const { demand } = observation;
  const ageSeconds = passed + (demand.kind === "value" ? Math.max(0, secondsBetween(demand.at, decision.at)) : 0);
  if (ageSeconds > policy.stale.maxAge)
    return {
      kind: "none",
      because: `demand was last seen ${printDuration(ageSeconds)} ago, expected at most ${printDuration(policy.stale.maxAge)}`,
    };
  // Autoscalers count in thousandths; rounding goes to the safe side.
  return { kind: "value", value: Math.ceil(result.replicas * 1000) / 1000, ageSeconds, because: result.because };
}

/** The same as it is offered: only where the author has asked for that. */
export const offeredReplicas = (needed: Signal, mode: ScalingPolicy["mode"]): Signal =>
  mode === "publish"
    ? needed
    : { kind: "none", because: "the mode is recommend; write mode: publish to have it offered" };
