/** The uid of the dashboard that lists every objective; no service has it. */
export const OVERVIEW_UID = "headroom";

const PREFIX = "headroom-";

/** Grafana's own limit for a uid. */
const LONGEST_UID = 40;

/**
 * The uid of a service's Grafana dashboard: the same in every generation, so that links in alerts keep working.
 * A name that fits is kept readable, because then a link can be built from a `service` label alone; any other is
 * hashed.
 *
 * @returns at most 40 characters of `[a-z0-9-]`
 */
export function dashboardUid(service: string): string {
  const readable = `${PREFIX}${service}`;
  return readable.length <= LONGEST_UID && /^[a-z0-9-]+$/.test(service) ? readable : `${PREFIX}${fnv1a64(service)}`;
}

/** FNV-1a with 64 bits over UTF-16 code units, as 16 hexadecimal digits. */
function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
