import { demanded } from "../decision/demanded.ts";
import { shown } from "../decision/shown.ts";
import { type Estimator, refused } from "./estimator.ts";

/** As many replicas as the offered load fills, each as far as is meant. */
export const demandEstimator: Estimator = {
  name: "demand",
  estimate: ({ policy, now }) => {
    const found = demanded(policy, now);
    if (!found.ok) return refused(found.because);
    const { replicas, demand, perReplica } = found.value;
    const { utilization } = policy.capacity;
    const whole = `${shown(utilization * 100)}% of ${shown(perReplica / utilization)}`;
    return {
      kind: "replicas",
      replicas,
      because: `${shown(demand)} requests a second at ${shown(perReplica)} a replica (${whole})`,
    };
  },
};
