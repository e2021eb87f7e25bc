import type { HpaManifest, ManifestMetric } from "../../fixtures/hpa-record.ts";

/** An autoscaler, and what its metrics say at each of its looks: no clock decides which number is answered. */
export interface Scenario {
  /** Also the namespace. */
  readonly name: string;
  /** Replicas of its Deployment before the autoscaler comes. */
  readonly start: number;
  readonly spec: HpaManifest;
  /** One entry for each look that asks for metrics. */
  readonly course: readonly Step[];
  /** Of the Deployment: pods beyond its replicas during a rollout; a quarter unless said otherwise. */
  readonly maxSurge?: number;
}

/** What one look finds. */
export interface Step {
  /** What each external metric is answered, in its order; null is an error. */
  readonly values?: readonly (string | null)[];
  /** The pods, oldest first; those beyond are pending. Without it, all get ready by themselves. */
  readonly pods?: readonly PodsFound[];
  /** The metrics server answers with an error. */
  readonly isCpuLost?: true;
  /** What happens to the Deployment between this look and the next; `later`, after some more, to its replicas again. */
  readonly afterwards?: "roll out" | "roll out broken" | { readonly replicas: number; readonly later?: number };
}

/** So many pods of one kind, each of which requests a whole CPU. */
export interface PodsFound {
  readonly count: number;
  /**
   * `ready` since long ago; `young` and ready, its sample older than that; `starting` and not ready; `fallen`, long
   * after it was ready; `stuck`, which never was ready; `pending`.
   */
  readonly state: PodState;
  /** Of its request; without it the metrics server knows nothing of it. */
  readonly percent?: number;
}

export type PodState = "ready" | "young" | "starting" | "fallen" | "stuck" | "pending";

/** A metric that is shared out over the pods, or multiplied with the ready ones. */
export const external = (name: string, type: "AverageValue" | "Value", target = "1"): ManifestMetric => ({
  type: "External",
  external: {
    metric: { name },
    target: { type, ...(type === "Value" ? { value: target } : { averageValue: target }) },
  },
});

/** Share of the requested CPU. */
export const cpu = (percent: number): ManifestMetric => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: percent } },
});

/** Steps of one metric. */
export const values = (...each: readonly (number | string | null)[]): readonly Step[] =>
  each.map((one) => ({ values: [one === null ? null : String(one)] }));

/** The same number at each of some looks. */
export const times = (count: number, units: number): readonly number[] => Array.from({ length: count }, () => units);
