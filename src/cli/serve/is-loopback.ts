import { BlockList, isIPv4, isIPv6 } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    (isIPv4(host) && LOOPBACK.check(host, "ipv4")) ||
    (isIPv6(host) && LOOPBACK.check(host, "ipv6"))
  );
}
