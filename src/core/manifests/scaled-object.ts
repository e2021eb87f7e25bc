import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import { SCALING_LABEL, SERVICE_LABEL } from "../sli/series-names.ts";
import { scalingBehavior } from "./behavior.ts";
import { metadataOf, targetReference } from "./metadata.ts";
import type { ManifestOptions, TriggerAuthentication } from "./options.ts";

/** Our scaler answers from memory, so that it may be asked as often as something new is decided. */
const POLLING_SECONDS = 15;
/** How long a workload without demand is kept before it is stopped. */
const COOLDOWN_SECONDS = 300;
/** Three questions without an answer, 15 s apart, are no hiccup. */
const FAILURES_BEFORE_FALLBACK = 3;

/** A ScaledObject that takes the required replicas as they are, from our scaler. */
export function scaledObjectManifest(service: string, policy: ScalingPolicy, options: ManifestOptions): object {
  const { min, max } = policy.limits;
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: metadataOf(service, policy),
    spec: {
      scaleTargetRef: targetReference(policy),
      minReplicaCount: min,
      maxReplicaCount: max,
      // KEDA 2.21 warns of both where the minimum is above 0: an autoscaler asks by itself then. Nothing is cached
      // either, since that makes a number older and saves no work.
      ...(min === 0 ? { pollingInterval: POLLING_SECONDS, cooldownPeriod: COOLDOWN_SECONDS } : {}),
      fallback: {
        failureThreshold: FAILURES_BEFORE_FALLBACK,
        replicas: Math.max(1, min),
        behavior: "currentReplicasIfHigher",
      },
      advanced: { horizontalPodAutoscalerConfig: { behavior: scalingBehavior(policy, options) } },
      triggers: [
        {
          type: "external-push",
          metricType: "AverageValue",
          metadata: {
            scalerAddress: options.kedaScaler,
            [SERVICE_LABEL]: service,
            [SCALING_LABEL]: policy.name,
          },
          ...authenticationReference(options.kedaAuth),
        },
      ],
    },
  };
}

function authenticationReference(auth: TriggerAuthentication | undefined): object {
  if (auth === undefined) return {};
  // The namespaced kind is KEDA's default.
  const kind = auth.kind === "TriggerAuthentication" ? {} : { kind: auth.kind };
  return { authenticationRef: { name: auth.name, ...kind } };
}
