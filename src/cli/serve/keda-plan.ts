import type { TlsPaths } from "../../adapters/files/tls-files.ts";
import type { ListenAddress, Settings } from "../../adapters/settings/schema.ts";
import { flagName } from "../../adapters/settings/table.ts";
import { fileFlags, givenTlsPaths, type RefusedPlan } from "./given-tls-paths.ts";
import { isLoopback } from "./is-loopback.ts";

type KedaSettings = Pick<
  Settings,
  "kedaListen" | "kedaCertFile" | "kedaKeyFile" | "kedaClientCaFile" | "kedaAllowPlaintext"
>;

/** How KEDA's external scaler is served. */
export type KedaPlan =
  | { readonly kind: "off" }
  | { readonly kind: "plaintext"; readonly listen: ListenAddress }
  | { readonly kind: "tls"; readonly listen: ListenAddress; readonly paths: TlsPaths };

/** Beyond this machine only with certificates on both sides, unless it is said otherwise. */
export function kedaPlan(settings: KedaSettings): KedaPlan | RefusedPlan {
  const { kedaListen: listen, kedaAllowPlaintext } = settings;
  if (listen === undefined) return { kind: "off" };
  const { kedaCertFile: cert, kedaKeyFile: key, kedaClientCaFile: ca } = settings;
  const given = givenTlsPaths({ cert, key, ca }, FILES);
  if (given.kind === "all") return { kind: "tls", listen, paths: given.paths };
  if (given.kind === "incomplete")
    return {
      kind: "refused",
      problem: "TLS for KEDA needs a certificate, its key and the authority of the clients, and not all are given",
      remedy: `give ${given.missing.join(" and ")} as well`,
    };
  if (kedaAllowPlaintext || isLoopback(listen.host)) return { kind: "plaintext", listen };
  return {
    kind: "refused",
    problem: `${listen.host} is reached from other machines, and KEDA would be served there without TLS`,
    remedy: `give ${Object.values(fileFlags(FILES)).join(", ")}, or serve whoever asks with ${flagName("kedaAllowPlaintext")}`,
  };
}

const FILES = { cert: "kedaCertFile", key: "kedaKeyFile", ca: "kedaClientCaFile" } as const;
