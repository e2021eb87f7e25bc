import type { WorkloadKind } from "../../core/objective/scaling-policy.ts";
import type { WorkloadState } from "../../core/scaling/decision/workload-state.ts";

/** Which workloads are followed. */
export interface WorkloadScope {
  readonly kind: WorkloadKind;
  /** All of the cluster when there is none. */
  readonly namespace: string | undefined;
}

/** What is told of workloads that are followed. */
export interface WorkloadNews {
  /** All of them, once they were read for the first time and after each change. */
  readonly changed: (states: readonly WorkloadState[]) => void;
  /** The cluster was heard, with a change or without: what was told holds. */
  readonly alive: () => void;
  /** It is asked again; `status` is that of HTTP, undefined when there was no answer. */
  readonly failed: (problem: string, status: number | undefined) => void;
}

/** What the service needs of the workloads of a cluster. */
export interface Workloads {
  /** Follows them until the returned function is called. */
  follow(scope: WorkloadScope, news: WorkloadNews): () => void;
}
