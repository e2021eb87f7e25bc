import { firstFrom } from "../../scaling/capacity/past-samples.ts";
import { SYNC_SECONDS } from "../../scaling/hpa/types.ts";
import type { Contestant } from "./contestant.ts";
import type { RivalMaker } from "./parse-rival.ts";

/** How many replicas a workload had: at each of `times`, in Unix seconds, so many from then on. */
export interface PastReplicas {
  readonly times: ArrayLike<number>;
  readonly replicas: ArrayLike<number>;
}

/** How many replicas there were at a time, in Unix seconds; before the first of all as many as then. */
export function replicasAt({ times, replicas }: PastReplicas, atSeconds: number): number {
  const next = firstFrom(times, atSeconds);
  const last = times[next] === atSeconds ? next : Math.max(0, next - 1);
  return Math.max(1, Math.round(replicas[last] ?? 1));
}

/** What scaled the workload when the load was there, by the replicas that it came to. */
export const asItWas =
  (past: PastReplicas): RivalMaker =>
  (): Contestant => ({
    name: "as it was",
    everySeconds: SYNC_SECONDS,
    step: ({ load, now }) => replicasAt(past, load.startSeconds + now),
  });
