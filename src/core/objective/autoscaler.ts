/**
 * What changes the replicas of a workload by the published number.
 *
 * - `hpa`: a HorizontalPodAutoscaler that reads the external metrics API
 * - `hpa-object`: one that reads the number at the workload, by the custom metrics API; for clusters whose external
 *   metrics API has one owner already, often KEDA
 * - `keda`: a ScaledObject
 * - `none`: something of the user's own; no manifest is written
 */
export const AUTOSCALERS = ["hpa", "hpa-object", "keda", "none"] as const;

/** What acts on the published number, by the word that a spec writes. */
export type Autoscaler = (typeof AUTOSCALERS)[number];

/** A kind of workload that an autoscaler can scale. */
interface ScalableKind {
  readonly apiVersion: string;
  /** Whether our custom metrics API knows it. */
  readonly hasObjectMetric: boolean;
}

/** Kinds with a scale subresource, by the name that a spec writes. */
export const SCALABLE_KINDS: Readonly<Record<string, ScalableKind>> = {
  Deployment: { apiVersion: "apps/v1", hasObjectMetric: true },
  StatefulSet: { apiVersion: "apps/v1", hasObjectMetric: true },
  ReplicaSet: { apiVersion: "apps/v1", hasObjectMetric: true },
  ReplicationController: { apiVersion: "v1", hasObjectMetric: false },
  // Of Argo Rollouts.
  Rollout: { apiVersion: "argoproj.io/v1alpha1", hasObjectMetric: false },
};

/**
 * The name of the autoscaler of a policy. Names of services and policies have no dots, so two policies never share
 * one.
 */
export const autoscalerName = (service: string, scaling: string): string => `headroom-${service}.${scaling}`;

/**
 * KEDA puts `keda-hpa-` before the name of its ScaledObject, and the whole has to fit a label.
 *
 * @see KEDA 2.21, `verifyName` of its admission webhook
 */
export const LONGEST_SCALED_OBJECT_NAME = 63 - "keda-hpa-".length;
