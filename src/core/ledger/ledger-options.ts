import type { Seconds } from "../units/seconds.ts";

/** The time between two looks at the counters, and what tells replicas of a Prometheus apart. */
export interface LedgerOptions {
  readonly step: Seconds;
  /** Labels by which nothing but the replica of a Prometheus is told. */
  readonly replicaLabels?: readonly string[] | undefined;
  /** Whether raw samples of the past can be asked for. */
  readonly readsRaw?: boolean;
}
