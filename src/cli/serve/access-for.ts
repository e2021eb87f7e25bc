import { fetchSecret } from "../../adapters/settings/secret.ts";
import type { ListenAddress, Settings } from "../../adapters/settings/schema.ts";
import type { Access } from "../../service/http/access.ts";
import { isLoopback } from "./is-loopback.ts";

type AccessSettings = Pick<Settings, "tokenFile" | "trustedUserHeader" | "allowAnonymous">;

/** Who may read at an address; undefined when others could reach it and nothing was said about who may. */
export function accessFor(
  { host }: ListenAddress,
  { tokenFile, trustedUserHeader, allowAnonymous }: AccessSettings,
): Access | undefined {
  if (tokenFile !== undefined || trustedUserHeader !== undefined) {
    return {
      kind: "asked",
      token: tokenFile === undefined ? undefined : async () => (await fetchSecret(tokenFile)).reveal(),
      userHeader: trustedUserHeader,
    };
  }
  if (allowAnonymous) return { kind: "anonymous" };
  return isLoopback(host) ? { kind: "local" } : undefined;
}
