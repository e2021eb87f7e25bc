import { BlockList, isIPv4, isIPv6 } from "node:net";
import { fetchSecret } from "../../adapters/settings/secret.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import type { Access } from "../../service/http/access.ts";

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

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    (isIPv4(host) && LOOPBACK.check(host, "ipv4")) ||
    (isIPv6(host) && LOOPBACK.check(host, "ipv6"))
  );
}
