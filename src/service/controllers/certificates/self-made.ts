import { type Seconds, seconds } from "../../../core/units/seconds.ts";
import type { IssueCertificate, IssuedCertificate } from "../../ports/certificates.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectName } from "../../ports/object-name.ts";
import type { CertificateSource } from "./types.ts";

/** Every API server of a cluster believes a new authority this long after it was written. */
export const SPREAD = seconds(60);
/** Renewal begins when this share of the life is left. */
const RENEW_AT = 1 / 3;

export interface SelfMadeDeps {
  readonly issue: IssueCertificate;
  /** The Service that the certificates are for. */
  readonly service: ObjectName;
  /** How long a certificate is valid; it is renewed when a third of that is left. */
  readonly life: Seconds;
  readonly clock: Pick<Clock, "now">;
}

/** Certificates that are made here, each with an authority of its own. */
export async function selfMadeCertificates({ issue, service, life, clock }: SelfMadeDeps): Promise<CertificateSource> {
  const host = `${service.name}.${service.namespace}.svc`;
  const issueOne = (): Promise<IssuedCertificate> =>
    issue([host, `${host}.cluster.local`, "localhost"], clock.now(), life);
  return {
    first: await issueOne(),
    spread: seconds(Math.min(SPREAD, life / 12)),
    next: ({ validTo }) => {
      const left = (validTo.getTime() - clock.now()) / 1000;
      return left < life * RENEW_AT ? issueOne() : Promise.resolve(undefined);
    },
  };
}
