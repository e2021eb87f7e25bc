import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import { SCALING_LABEL, SERVICE_LABEL, SIGNALS } from "../sli/series-names.ts";
import { scalingBehavior } from "./behavior.ts";
import { metadataOf, targetReference } from "./metadata.ts";
import { isKnown, type ManifestOptions } from "./options.ts";

/** A HorizontalPodAutoscaler that takes the required replicas as they are. */
export function hpaManifest(
  service: string,
  policy: ScalingPolicy,
  api: "hpa" | "hpa-object",
  options: ManifestOptions,
): object {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadataOf(service, policy),
    spec: {
      scaleTargetRef: targetReference(policy),
      minReplicas: minReplicas(policy, options),
      maxReplicas: policy.limits.max,
      metrics: [api === "hpa" ? externalMetric(service, policy) : objectMetric(service, policy)],
      behavior: scalingBehavior(policy, options),
    },
  };
}

/** Older Kubernetes refuses an autoscaler whose minimum is 0. */
export const minReplicas = ({ limits: { min } }: ScalingPolicy, options: ManifestOptions): number =>
  min === 0 && !isKnown("minReplicasZero", options) ? 1 : min;

const externalMetric = (service: string, policy: ScalingPolicy): object => ({
  type: "External",
  external: { metric: metric(service, policy), target: AVERAGE_OF_ONE },
});

const objectMetric = (service: string, policy: ScalingPolicy): object => ({
  type: "Object",
  object: { describedObject: targetReference(policy), metric: metric(service, policy), target: AVERAGE_OF_ONE },
});

/** Both labels: a selector that several numbers match is refused, because an autoscaler would add them up. */
const metric = (service: string, { name }: ScalingPolicy): object => ({
  name: SIGNALS.requiredReplicas,
  selector: { matchLabels: { [SERVICE_LABEL]: service, [SCALING_LABEL]: name } },
});

/** Replicas = number / 1. A target of type Value would multiply the replicas by the number, at every step anew. */
const AVERAGE_OF_ONE = { type: "AverageValue", averageValue: "1" };
