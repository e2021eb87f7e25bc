import { fetchSecret } from "../../adapters/settings/secret.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import type { Access } from "../../service/http/access.ts";
import { isLoopback } from "./is-loopback.ts";

type AccessSettings = Pick<Settings, "listen" | "tokenFile" | "trustedUserHeader" | "allowAnonymous">;

/** Who may read the API; undefined when others could reach it and nothing was said about who may. */
export function accessFor({
  listen,
  tokenFile,
  trustedUserHeader,
  allowAnonymous,
}: AccessSettings): Access | undefined {
  if (tokenFile !== undefined || trustedUserHeader !== undefined) {
    return {
      kind: "asked",
      token: tokenFile === undefined ? undefined : async () => (await fetchSecret(tokenFile)).reveal(),
      userHeader: trustedUserHeader,
    };
  }
  if (allowAnonymous) return { kind: "anonymous" };
  return isLoopback(listen.host) ? { kind: "local" } : undefined;
}
