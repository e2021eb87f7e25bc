import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import { minReplicas } from "./hpa.ts";
import { isKnown, type ManifestOptions } from "./options.ts";

/** What a reader of the manifest should know of it, as lines of its comment. */
export function manifestNotes(policy: ScalingPolicy, options: ManifestOptions): readonly string[] {
  return [
    ...(policy.autoscaler === "keda" ? kedaNotes(options) : zeroNote(policy, options)),
    toleranceNote(policy, options),
  ];
}

function toleranceNote({ autoscaler }: ScalingPolicy, options: ManifestOptions): string {
  if (!isKnown("tolerance", options))
    return "A need within 10 % of the present replicas is not followed; --kubernetes-version 1.35 or later follows every one.";
  return `tolerance needs Kubernetes 1.35 or later${autoscaler === "keda" ? ", and a KEDA whose ScaledObject has it, as that of 2.21" : ""}.`;
}

const kedaNotes = ({ kedaAuth }: ManifestOptions): readonly string[] =>
  kedaAuth === undefined
    ? ["KEDA asks in plain text; --keda-auth names an object with caCert, tlsClientCert and tlsClientKey."]
    : [];

function zeroNote(policy: ScalingPolicy, options: ManifestOptions): readonly string[] {
  return minReplicas(policy, options) === policy.limits.min
    ? []
    : [
        "One replica stays, though limits.min is 0: an HPA may stop a workload with --kubernetes-version 1.37 or later.",
      ];
}
