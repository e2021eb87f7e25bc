/** What decides what manifests look like, besides the specs. */
export interface ManifestOptions {
  /**
   * The minor version of the oldest Kubernetes that has to take them: 35 of 1.35. A field that a cluster does not know
   * yet is refused there, so without it none is written that is younger than autoscaling/v2 itself.
   */
  readonly kubernetesMinor: number | undefined;
  /** Where KEDA reaches our scaler, as host:port. */
  readonly kedaScaler: string;
  /** The object with the certificates by which KEDA and our scaler know each other; without, they speak plain text. */
  readonly kedaAuth: TriggerAuthentication | undefined;
}

/** An object of KEDA by which it proves to our scaler who it is. */
export interface TriggerAuthentication {
  readonly kind: "TriggerAuthentication" | "ClusterTriggerAuthentication";
  readonly name: string;
}

/** The service of the Helm chart, in the namespace that its documentation uses. */
export const DEFAULT_KEDA_SCALER = "headroom.headroom.svc:9443";

/** Manifests that any Kubernetes with autoscaling/v2 takes; KEDA and our scaler speak plain text. */
export const DEFAULT_MANIFEST_OPTIONS: ManifestOptions = {
  kubernetesMinor: undefined,
  kedaScaler: DEFAULT_KEDA_SCALER,
  kedaAuth: undefined,
};

/** Where the API server knows a field by default. */
const SINCE = {
  /** KEP-4951: beta, and on, since 1.35. */
  tolerance: 35,
  /** KEP-2021: on by default since 1.37. */
  minReplicasZero: 37,
} as const;

/** Whether every cluster that the manifests are for takes a field. */
export const isKnown = (field: keyof typeof SINCE, { kubernetesMinor }: ManifestOptions): boolean =>
  kubernetesMinor !== undefined && kubernetesMinor >= SINCE[field];
