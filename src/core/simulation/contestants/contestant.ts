import type { SimulatedWorkload } from "../model/workload.ts";

/** Somebody who says how many replicas a workload has; one object serves one run. */
export interface Contestant {
  /** As it is written for `--against`: `cpu:60%`. */
  readonly name: string;
  /** How often it looks; a multiple of a tick. */
  readonly everySeconds: number;
  /** How many replicas there are to be from now on. */
  readonly step: (workload: SimulatedWorkload) => number;
}
