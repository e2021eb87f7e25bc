import { sync } from "../../scaling/hpa/sync.ts";
import { HPA_DEFAULTS, type HpaReading, type HpaSpec, NEW_STATE, SYNC_SECONDS } from "../../scaling/hpa/types.ts";
import type { SimulatedWorkload } from "../model/workload.ts";
import type { Contestant } from "./contestant.ts";

/** What of an autoscaler is the same for all contestants that have one. */
export interface AutoscalerFacts {
  readonly limits: HpaSpec["limits"];
  /** The share by which the number may miss before the autoscaler acts. */
  readonly tolerance: number;
}

/** What a metric's source says of a workload. */
export type ReadMetric = (workload: SimulatedWorkload) => HpaReading;

/**
 * A contestant that is metrics and their targets, followed by a HorizontalPodAutoscaler.
 *
 * @param reads - one for each metric, in its order
 */
export function autoscaled(
  name: string,
  spec: HpaSpec,
  { tolerance }: AutoscalerFacts,
  ...reads: readonly ReadMetric[]
): Contestant {
  let state = NEW_STATE;
  const defaults = { ...HPA_DEFAULTS, tolerance };
  return {
    name,
    everySeconds: SYNC_SECONDS,
    step: (workload) => {
      const { now, pods } = workload;
      const { asked } = pods;
      const seen = {
        atSeconds: now,
        replicas: asked,
        statusReplicas: asked,
        readyReplicas: pods.ready,
        readings: reads.map((read) => read(workload)),
      };
      const outcome = sync(spec, state, seen, defaults);
      ({ state } = outcome);
      return outcome.replicas;
    },
  };
}

/**
 * A reading as the autoscaler counts.
 *
 * @param value - in units of the metric; undefined where nobody can tell it, as in a gap of the trace
 */
export const valueOf = (value: number | undefined): HpaReading => ({
  kind: "value",
  milli: value === undefined ? undefined : Math.ceil(value * 1000),
});
