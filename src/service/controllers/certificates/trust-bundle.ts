import { X509Certificate } from "node:crypto";
import type { Instant } from "../../../core/units/instant.ts";
import { pemCertificates } from "../../ports/certificates.ts";

/** Every replica has an authority of its own, and one that restarts leaves one behind until it expires. */
const MOST_AUTHORITIES = 16;

/**
 * The authorities that the API server is to believe: ours, and those of others that have not expired, newest first.
 * Beyond {@link MOST_AUTHORITIES} the oldest of others go; whose they were puts them back if it still needs them.
 */
export function trustBundle(present: string, ours: readonly string[], now: Instant): string {
  const own = ours.map(normal);
  const others = [...new Set(pemCertificates(present).map(normal))]
    .filter((pem) => !own.includes(pem))
    .flatMap((pem) => validityOf(pem, now))
    .toSorted((a, b) => b.from - a.from)
    .slice(0, MOST_AUTHORITIES - own.length);
  return `${[...own, ...others.map(({ pem }) => pem)].join("\n")}\n`;
}

function validityOf(pem: string, now: Instant): readonly { readonly pem: string; readonly from: number }[] {
  try {
    const { validFromDate, validToDate } = new X509Certificate(pem);
    return validToDate.getTime() <= now ? [] : [{ pem, from: validFromDate.getTime() }];
  } catch {
    // What is no certificate vouches for nobody.
    return [];
  }
}

const normal = (pem: string): string => pem.trim().replaceAll("\r\n", "\n");
