import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { secondsBetween } from "../../units/instant.ts";
import type { Observation, Rollout } from "./observation.ts";

/**
 * The newest rollout: as Kubernetes tells it, else since a version was first seen that the observation before did not
 * have. Series that two versions share for ever, as canaries do, are no rollout that goes on for ever.
 */
export function rolloutOf(
  { change }: Pick<ScalingPolicy, "change">,
  now: Observation,
  before: readonly Observation[],
): Rollout | undefined {
  if (now.rollout !== undefined) return now.rollout;
  let later = now;
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i];
    // A version that is not seen for a moment has not gone.
    if (earlier === undefined || earlier.versions.length === 0) continue;
    if (later.versions.some((version) => !earlier.versions.includes(version))) {
      const isRecent = secondsBetween(later.at, now.at) <= change.window;
      return { startedAt: later.at, isRunning: isRecent && now.versions.length > 1, burnByVersion: {} };
    }
    later = earlier;
  }
  return undefined;
}
