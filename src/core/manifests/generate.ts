import { type GeneratedFile, generatedFrom } from "../documents/generated-file.ts";
import { printYaml } from "../documents/print-yaml.ts";
import type { Autoscaler } from "../objective/autoscaler.ts";
import type { Service } from "../objective/objective.ts";
import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import { hpaManifest } from "./hpa.ts";
import { manifestNotes } from "./notes.ts";
import type { ManifestOptions } from "./options.ts";
import { scaledObjectManifest } from "./scaled-object.ts";

/** A policy and the service that it belongs to. */
export interface OwnedPolicy {
  readonly service: Service;
  readonly policy: ScalingPolicy;
}

/**
 * The autoscaler of every policy whose number is published. The order of the services does not matter, and the same
 * specs give the same bytes.
 */
export function generateManifests(services: readonly Service[], options: ManifestOptions): readonly GeneratedFile[] {
  return policiesOf(services)
    .flatMap((owned) => manifestFile(owned, options))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Policies whose autoscaler would only meet an error: their number is not published. */
export const recommendedOnly = (services: readonly Service[]): readonly OwnedPolicy[] =>
  policiesOf(services).filter(({ policy: { mode, autoscaler } }) => mode === "recommend" && autoscaler !== "none");

const policiesOf = (services: readonly Service[]): readonly OwnedPolicy[] =>
  services.flatMap((service) => service.scaling.map((policy) => ({ service, policy })));

const SUFFIX: Readonly<Record<Exclude<Autoscaler, "none">, string>> = {
  hpa: "hpa",
  "hpa-object": "hpa",
  keda: "scaledobject",
};

function manifestFile(owned: OwnedPolicy, options: ManifestOptions): readonly GeneratedFile[] {
  const { service, policy } = owned;
  const { autoscaler } = policy;
  if (policy.mode === "recommend" || autoscaler === "none") return [];
  const manifest =
    autoscaler === "keda"
      ? scaledObjectManifest(service.service, policy, options)
      : hpaManifest(service.service, policy, autoscaler, options);
  const comment = [generatedFrom([service.place.file]), ...manifestNotes(policy, options)];
  // Names have no dots, so that two policies never share a file.
  const path = `autoscaling/${service.service}.${policy.name}.${SUFFIX[autoscaler]}.yaml`;
  return [{ path, text: printYaml(manifest, comment) }];
}
