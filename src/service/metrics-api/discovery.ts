/** A resource that a group serves, as discovery tells it. */
export interface MetricResource {
  /** `slo_burn_rate`, or `deployments.apps/slo_required_replicas` */
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** A group in the one version that is served. */
export interface ServedGroup {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly MetricResource[];
}

/** The resources of one group. */
export const resourceList = ({ group, version, resources }: ServedGroup) => ({
  kind: "APIResourceList" as const,
  apiVersion: "v1" as const,
  groupVersion: `${group}/${version}`,
  resources: resources.map((resource) => ({ ...resource, singularName: "", namespaced: true })),
});

/** How the API server asks for all groups of a server at once (KEP-3352); it wants the same words back. */
export const AGGREGATED_DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** All groups with their resources, in one answer. */
export const groupDiscovery = (groups: readonly ServedGroup[]) => ({
  kind: "APIGroupDiscoveryList" as const,
  apiVersion: "apidiscovery.k8s.io/v2" as const,
  metadata: {},
  items: groups.map(({ group, version, resources }) => ({
    metadata: { name: group, creationTimestamp: null },
    versions: [
      { version, freshness: "Current", resources: resources.map((resource) => discovered(resource, group, version)) },
    ],
  })),
});

const discovered = ({ name, kind, verbs }: MetricResource, group: string, version: string) => ({
  resource: name,
  responseKind: { group, version, kind },
  scope: "Namespaced",
  singularResource: "",
  verbs,
});

/** The groups alone, for clients that read no aggregated discovery. */
export const groupList = (groups: readonly ServedGroup[]) => ({
  kind: "APIGroupList" as const,
  apiVersion: "v1" as const,
  groups: groups.map(({ group, version }) => {
    const served = { groupVersion: `${group}/${version}`, version };
    return { name: group, versions: [served], preferredVersion: served };
  }),
});
