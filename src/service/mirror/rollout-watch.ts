import type { RolloutProgress } from "../../core/scaling/decision/observation.ts";
import type { WorkloadState } from "../../core/scaling/decision/workload-state.ts";
import { secondsBetween } from "../../core/units/instant.ts";
import type { Clock } from "../ports/clock.ts";

/** A rollout on which nothing has moved for so long is stuck: the `progressDeadlineSeconds` that Kubernetes takes. */
const STUCK_AFTER_SECONDS = 600;

/** A workload as it stands, and what was seen of its newest rollout; moments are those of the monotonic clock. */
export interface WatchedWorkload {
  readonly state: WorkloadState;
  /** Undefined where none was seen, nor told by the cluster. */
  readonly startedAt: number | undefined;
  /** When something was last seen to move. */
  readonly movedAt: number;
}

/**
 * Takes over how a workload stands now.
 *
 * @param before - how it stood before; undefined when it is seen for the first time
 */
export function watched(before: WatchedWorkload | undefined, state: WorkloadState, clock: Clock): WatchedWorkload {
  const now = clock.monotonic();
  if (before === undefined) return seenFirst(state, clock);
  const { state: old, startedAt, movedAt } = before;
  const begins = old.revision !== state.revision || (old.progress === "settled" && state.progress !== "settled");
  const moves = begins || old.updated !== state.updated || old.replicas.ready !== state.replicas.ready;
  return { state, startedAt: begins ? now : startedAt, movedAt: moves ? now : movedAt };
}

/**
 * What began before it was looked at is dated by when the cluster last saw it get on or end: a little too late, so that
 * a burn is blamed on it rather too long than too short.
 */
function seenFirst(state: WorkloadState, clock: Clock): WatchedWorkload {
  const now = clock.monotonic();
  const { progressedAt, progress } = state;
  const ago = progressedAt === undefined ? 0 : Math.max(0, secondsBetween(progressedAt, clock.now()));
  const isTold = progressedAt !== undefined || progress !== "settled";
  return { state, startedAt: isTold ? now - ago : undefined, movedAt: now };
}

/** The newest rollout of a workload, and seconds since it began; undefined where none is known. */
export function rolloutSeen(
  { state: { progress }, startedAt, movedAt }: WatchedWorkload,
  now: number,
): { readonly ageSeconds: number; readonly progress: RolloutProgress } | undefined {
  if (startedAt === undefined) return undefined;
  const isStuck = progress === "running" && now - movedAt > STUCK_AFTER_SECONDS;
  return { ageSeconds: now - startedAt, progress: isStuck ? "stuck" : progress };
}
