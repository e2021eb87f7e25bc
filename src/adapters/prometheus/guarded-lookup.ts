import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { BlockList } from "node:net";

/** Where cloud metadata services live, which hand out credentials to whoever asks. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet("169.254.0.0", 16, "ipv4");
LINK_LOCAL.addSubnet("fe80::", 10, "ipv6");
LINK_LOCAL.addAddress("fd00:ec2::254", "ipv6");

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name as usual, but never to a link-local address: a name that looks harmless may lead there. */
export function guardedLookup(hostname: string, options: LookupOptions, found: Found): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return found(error, []);
    const allowed = addresses.filter(
      ({ address, family }) => !LINK_LOCAL.check(address, family === 6 ? "ipv6" : "ipv4"),
    );
    const [first] = allowed;
    if (first === undefined)
      return found(new Error(`${hostname} leads to a link-local address, never a Prometheus`), []);
    if (options.all === true) found(null, allowed);
    else found(null, first.address, first.family);
  });
}
