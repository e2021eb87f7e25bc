import type { TlsPaths } from "../../adapters/files/tls-files.ts";
import type { ListenAddress, Settings } from "../../adapters/settings/schema.ts";
import { flagName } from "../../adapters/settings/table.ts";
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

/** What is wrong with how it is to be served, and what to do. */
export interface RefusedPlan {
  readonly kind: "refused";
  readonly problem: string;
  readonly remedy: string;
}

/** Beyond this machine only with certificates on both sides, unless it is said otherwise. */
export function kedaPlan(settings: KedaSettings): KedaPlan | RefusedPlan {
  const { kedaListen: listen, kedaAllowPlaintext } = settings;
  if (listen === undefined) return { kind: "off" };
  const { kedaCertFile: cert, kedaKeyFile: key, kedaClientCaFile: ca } = settings;
  if (cert !== undefined && key !== undefined && ca !== undefined)
    return { kind: "tls", listen, paths: { cert, key, ca } };
  if (cert !== undefined || key !== undefined || ca !== undefined) return incomplete({ cert, key, ca });
  if (kedaAllowPlaintext || isLoopback(listen.host)) return { kind: "plaintext", listen };
  return {
    kind: "refused",
    problem: `${listen.host} is reached from other machines, and KEDA would be served there without TLS`,
    remedy: `give ${Object.values(FILES).join(", ")}, or serve whoever asks with ${flagName("kedaAllowPlaintext")}`,
  };
}

const FILES: Readonly<Record<keyof TlsPaths, string>> = {
  cert: `${flagName("kedaCertFile")} FILE`,
  key: `${flagName("kedaKeyFile")} FILE`,
  ca: `${flagName("kedaClientCaFile")} FILE`,
};

function incomplete({ cert, key, ca }: Readonly<Record<keyof TlsPaths, string | undefined>>): RefusedPlan {
  const missing = [
    ...(cert === undefined ? [FILES.cert] : []),
    ...(key === undefined ? [FILES.key] : []),
    ...(ca === undefined ? [FILES.ca] : []),
  ];
  return {
    kind: "refused",
    problem: "TLS for KEDA needs a certificate, its key and the authority of the clients, and not all are given",
    remedy: `give ${missing.join(" and ")} as well`,
  };
}
