import { CUSTOM_RESOURCES } from "./custom-metrics.ts";
import type { ServedGroup } from "./discovery.ts";
import { EXTERNAL_RESOURCES } from "./external-metrics.ts";

/** Names of the API groups that are served; a group without a name is not. */
export interface MetricsGroups {
  readonly external: string | undefined;
  readonly custom: string | undefined;
}

/** As Kubernetes' autoscaler asks for them. */
export const USUAL_GROUPS: MetricsGroups = { external: "external.metrics.k8s.io", custom: "custom.metrics.k8s.io" };

const VERSIONS = { external: "v1beta1", custom: "v1beta2" } as const;

export const servedGroups = ({ external, custom }: MetricsGroups) => ({
  external: served(external, VERSIONS.external, EXTERNAL_RESOURCES),
  custom: served(custom, VERSIONS.custom, CUSTOM_RESOURCES),
});

/** Under these names the cluster knows who answers for a group. */
export const apiServiceNames = (groups: MetricsGroups): readonly string[] =>
  Object.values(servedGroups(groups)).flatMap((one) => (one === undefined ? [] : [`${one.version}.${one.group}`]));

const served = (
  group: string | undefined,
  version: string,
  resources: ServedGroup["resources"],
): ServedGroup | undefined => (group === undefined ? undefined : { group, version, resources });
