import { autoscalerName, SCALABLE_KINDS } from "../objective/autoscaler.ts";
import type { ScalingPolicy } from "../objective/scaling-policy.ts";

/** An autoscaler stands in the namespace of its workload. */
export const metadataOf = (service: string, { name, target }: ScalingPolicy): object => ({
  name: autoscalerName(service, name),
  namespace: target.namespace,
  labels: { "app.kubernetes.io/managed-by": "headroom" },
});

/** The workload as autoscalers name it. Kinds without a known API do not pass the check of a published policy. */
export function targetReference({ target: { kind, name } }: ScalingPolicy): object {
  const known = SCALABLE_KINDS[kind];
  return { ...(known === undefined ? {} : { apiVersion: known.apiVersion }), kind, name };
}
