import type { Instant } from "../../units/instant.ts";

/** What a workload did within some minutes. */
export interface CapacitySample {
  /** Its end. */
  readonly at: Instant;
  /** What a replica had to do, in requests per second. */
  readonly load: number;
  /** Events of the sample that the SLO counts as bad. */
  readonly bad: number;
  /** All events of the sample. */
  readonly total: number;
  /** The version that ran; what another one could take says nothing of it. */
  readonly version: string;
  /** False while a rollout ran or pods started, and while the burn was one of a change or of a dependency. */
  readonly isSettled: boolean;
}
