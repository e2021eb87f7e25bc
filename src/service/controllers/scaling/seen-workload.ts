import type { Reading } from "../../../core/objective/reading.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import type { Observation, Replicas, Rollout } from "../../../core/scaling/decision/observation.ts";
import { before, type Instant } from "../../../core/units/instant.ts";
import { seconds } from "../../../core/units/seconds.ts";
import type { Sighting } from "../../mirror/workload-mirror.ts";

/** What the cluster tells of a workload. */
export interface SeenWorkload extends Pick<Observation, "rollout" | "clusterTrouble"> {
  /** Undefined where the policy's own query has to tell. */
  readonly replicas: Reading<Replicas> | undefined;
}

const UNASKED: SeenWorkload = { replicas: undefined, rollout: undefined, clusterTrouble: undefined };

/**
 * What is known of a workload at a moment of Prometheus' clock: from the cluster while it is heard, else from the
 * policy's query, else nothing, and why.
 */
export function seenWorkload({ replicas: query, stale }: ScalingPolicy, sighting: Sighting, at: Instant): SeenWorkload {
  if (sighting.kind === "not followed") return UNASKED;
  if (sighting.kind === "not read") return query === undefined ? unknown("unreachable", sighting.because) : UNASKED;
  // A frozen mirror shows a world that may be gone.
  if (sighting.ageSeconds > stale.maxAge) return query === undefined ? unknown("stale", sighting.silence) : UNASKED;
  // A name that is wrong is not made right by a query that counts something else.
  if (sighting.kind === "missing") return unknown("insufficient", sighting.because);
  const ago = (length: number): Instant => before(at, seconds(length));
  return {
    replicas: { kind: "value", value: sighting.replicas, at: ago(sighting.ageSeconds) },
    rollout: rolloutAt(sighting.rollout, ago),
    clusterTrouble: undefined,
  };
}

const unknown = (reason: "unreachable" | "stale" | "insufficient", clusterTrouble: string): SeenWorkload => ({
  replicas: { kind: "noData", reason },
  rollout: undefined,
  clusterTrouble,
});

function rolloutAt(
  rollout: Extract<Sighting, { kind: "found" }>["rollout"],
  ago: (length: number) => Instant,
): Rollout | undefined {
  return rollout === undefined ? undefined : { startedAt: ago(rollout.ageSeconds), progress: rollout.progress };
}
