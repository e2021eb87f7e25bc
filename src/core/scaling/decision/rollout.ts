import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { type Instant, secondsBetween } from "../../units/instant.ts";
import type { Observation, Rollout } from "./observation.ts";

type Change = Pick<ScalingPolicy, "change">;

/** What of an observation tells of rollouts. */
export type RolloutFacts = Pick<Observation, "at" | "versions" | "rollout">;

/**
 * The newest rollout: as the cluster tells it, or since a version was first seen that the observation before did not
 * have. What versions tell within `change.window` of a rollout of the cluster's is that one, seen a little later; what
 * they tell after that is another, such as a canary that is a workload of its own.
 */
export function rolloutOf(policy: Change, now: RolloutFacts, before: readonly RolloutFacts[]): Rollout | undefined {
  const told = now.rollout;
  const seen = seenInVersions(policy, now, before);
  if (told === undefined || seen === undefined) return told ?? seen;
  const isAnother = secondsBetween(told.startedAt, seen.startedAt) > policy.change.window;
  return told.progress === "settled" && isAnother ? seen : told;
}

/** Whether a burn may be blamed on it. One that is stuck counts for as long as it is: it was never mended. */
export const isRecent = ({ change }: Change, { startedAt, progress }: Rollout, at: Instant): boolean =>
  progress !== "settled" || secondsBetween(startedAt, at) <= change.window;

/** Series that two versions share for ever, as canaries do, are no rollout that goes on for ever. */
function seenInVersions({ change }: Change, now: RolloutFacts, before: readonly RolloutFacts[]): Rollout | undefined {
  let later = now;
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i];
    // A version that is not seen for a moment has not gone.
    if (earlier === undefined || earlier.versions.length === 0) continue;
    if (later.versions.some((version) => !earlier.versions.includes(version))) {
      const goesOn = secondsBetween(later.at, now.at) <= change.window && now.versions.length > 1;
      return { startedAt: later.at, progress: goesOn ? "running" : "settled" };
    }
    later = earlier;
  }
  return undefined;
}
