import { relative, sep } from "node:path";
import { generateDashboards } from "../../core/dashboards/generate.ts";
import type { GeneratedFile } from "../../core/documents/generated-file.ts";
import { generateManifests } from "../../core/manifests/generate.ts";
import type { TriggerAuthentication } from "../../core/manifests/options.ts";
import type { Service } from "../../core/objective/objective.ts";
import { generateRules, type RuleFormat } from "../../core/rules/generate.ts";

/** What decides what is in them, besides the specs. */
export interface FileOptions {
  /** The folder that they are for. */
  readonly out: string;
  readonly format: RuleFormat;
  readonly dashboardUrl?: string;
  readonly uiUrl?: string;
  readonly namespace?: string;
  readonly label: Readonly<Record<string, string>>;
  /** The minor version. */
  readonly kubernetesVersion?: number;
  readonly kedaScaler: string;
  readonly kedaAuth?: TriggerAuthentication;
}

/** All files that services want. */
export function generatedFiles(services: readonly Service[], options: FileOptions): readonly GeneratedFile[] {
  const { out, dashboardUrl, uiUrl, namespace, format, label, kubernetesVersion, kedaScaler, kedaAuth } = options;
  const placed = services.map((service) => relativeTo(out, service));
  return [
    ...generateRules(placed, { format, dashboardUrl, namespace, labels: label }),
    ...generateDashboards(placed, uiUrl === undefined ? {} : { uiUrl }),
    ...generateManifests(placed, { kubernetesMinor: kubernetesVersion, kedaScaler, kedaAuth }),
  ];
}

/**
 * Files name their spec as seen from where they stand, so that the bytes do not depend on the folder headroom runs in.
 */
function relativeTo(out: string, service: Service): Service {
  const seen = (file: string): string => (file === "-" ? file : relative(out, file).split(sep).join("/"));
  return { ...service, place: { ...service.place, file: seen(service.place.file) } };
}
