import type { Instant } from "../../units/instant.ts";
import type { Replicas, RolloutProgress } from "./observation.ts";

/** How a workload stands, as a cluster says. */
export interface WorkloadState {
  readonly namespace: string;
  readonly name: string;
  readonly replicas: Replicas;
  /** Names what its pods are made from: another one begins a rollout. Empty where the kind has none. */
  readonly revision: string;
  /** How many pods are made from it. */
  readonly updated: number;
  readonly progress: RolloutProgress;
  /** When its newest rollout was last seen to get on or to end, by the cluster's clock, where that is told. */
  readonly progressedAt: Instant | undefined;
}
