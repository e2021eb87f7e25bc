import type { TlsPaths } from "../../adapters/files/tls-files.ts";
import type { ListenAddress, Settings } from "../../adapters/settings/schema.ts";
import { flagName } from "../../adapters/settings/table.ts";
import { givenTlsPaths, type RefusedPlan } from "./given-tls-paths.ts";

type MetricsApiSettings = Pick<
  Settings,
  "metricsApiListen" | "kubernetes" | "metricsApiCertFile" | "metricsApiKeyFile" | "metricsApiCaFile"
>;

/** How the metrics APIs are served to an API server. */
export type MetricsApiPlan =
  | { readonly kind: "off" }
  | {
      readonly kind: "on";
      readonly listen: ListenAddress;
      /** The certificate; undefined when it is made here. */
      readonly paths: TlsPaths | undefined;
    };

export function metricsApiPlan(settings: MetricsApiSettings): MetricsApiPlan | RefusedPlan {
  const { metricsApiListen: listen, kubernetes } = settings;
  if (listen === undefined) return { kind: "off" };
  if (kubernetes === undefined)
    return {
      kind: "refused",
      problem: `${flagName("metricsApiListen")} serves a cluster's API server, and no cluster is given`,
      remedy: `give ${flagName("kubernetes")} in-cluster in a pod, or the path of a kubeconfig elsewhere`,
    };
  const { metricsApiCertFile: cert, metricsApiKeyFile: key, metricsApiCaFile: ca } = settings;
  const given = givenTlsPaths({ cert, key, ca }, FILES);
  if (given.kind === "incomplete")
    return {
      kind: "refused",
      problem: "a certificate of the metrics APIs needs its key and its authority, and not all are given",
      remedy: `give ${given.missing.join(" and ")} as well, or none of them: Headroom then makes its own`,
    };
  return { kind: "on", listen, paths: given.kind === "all" ? given.paths : undefined };
}

const FILES = { cert: "metricsApiCertFile", key: "metricsApiKeyFile", ca: "metricsApiCaFile" } as const;
