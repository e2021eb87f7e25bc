import type { Instant } from "../../units/instant.ts";

/** What a workload did between two looks. */
export interface CapacitySample {
  readonly at: Instant;
  /** Offered load, in requests per second. */
  readonly demand: number;
  /** How many replicas could take it. */
  readonly ready: number;
  /** Events since the look before that the SLO counts as bad. */
  readonly bad: number;
  /** All events since the look before. */
  readonly total: number;
  /** The version that ran; what another one could take says nothing of it. */
  readonly version: string;
  /** False while a rollout ran or pods started, and while the burn was one of a change or of a dependency. */
  readonly isSettled: boolean;
}
