import { SYNC_SECONDS } from "../../scaling/hpa/types.ts";
import type { Contestant } from "./contestant.ts";
import type { RivalMaker } from "./parse-rival.ts";

/** How many replicas a workload had: at each of `times`, in Unix seconds, so many from then on. */
export interface PastReplicas {
  readonly times: ArrayLike<number>;
  readonly replicas: ArrayLike<number>;
}

/** What scaled the workload when the load was there, by the replicas that it came to. */
export const asItWas =
  ({ times, replicas }: PastReplicas): RivalMaker =>
  (): Contestant => {
    let i = 0;
    return {
      name: "as it was",
      everySeconds: SYNC_SECONDS,
      step: (workload) => {
        const at = workload.load.startSeconds + workload.now;
        while (i < times.length - 1 && (times[i + 1] ?? 0) <= at) i++;
        return Math.max(1, Math.round(replicas[i] ?? 1));
      },
    };
  };
