import { fresh } from "../decision/fresh.ts";
import { type Estimator, refused, shown } from "./estimator.ts";

/** Offered load over what the replicas are meant to take. */
export const demandEstimator: Estimator = {
  name: "demand",
  estimate: ({ policy: { capacity, stale }, now }) => {
    if (capacity.kind === "learn") return refused("the capacity is not learned yet");
    const demand = fresh("demand", now.demand, now.at, stale.maxAge);
    if (!demand.ok) return refused(demand.because);
    if (!(demand.value >= 0)) return refused(`demand is ${demand.value}, expected 0 or more`);
    const { perReplica, utilization } = capacity;
    const load = `${shown(demand.value)} requests a second at ${shown(perReplica * utilization)} a replica`;
    return {
      kind: "replicas",
      replicas: demand.value / (perReplica * utilization),
      because: `${load} (${shown(utilization * 100)}% of ${shown(perReplica)})`,
    };
  },
};
