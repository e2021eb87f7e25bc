import { isIPv6 } from "node:net";

const MAPPED = "::ffff:";
/** Groups of hexadecimal digits in the first half of an address. */
const NETWORK_GROUPS = 4;

/** Whom an address stands for: who has one of IPv6 has all of its network, of 64 bits. */
export function originOf(address: string): string {
  if (!isIPv6(address) || address.startsWith(MAPPED)) return address.replace(MAPPED, "");
  const [head = "", tail] = address.split("::", 2);
  const groups = head.split(":");
  const filled = tail === undefined ? groups : [...groups, ...Array.from({ length: NETWORK_GROUPS }, () => "0")];
  return filled.slice(0, NETWORK_GROUPS).join(":");
}
