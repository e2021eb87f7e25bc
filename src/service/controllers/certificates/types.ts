import type { Seconds } from "../../../core/units/seconds.ts";
import type { ApiServices } from "../../ports/api-services.ts";
import type { IssueCertificate, IssuedCertificate } from "../../ports/certificates.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectName } from "../../ports/object-name.ts";
import type { Log } from "../../ports/log.ts";

export interface CertificateDeps {
  readonly issue: IssueCertificate;
  /** How long a certificate is valid; it is renewed when a third of that is left. */
  readonly life: Seconds;
  /** Presents another certificate on new connections. */
  readonly present: (issued: IssuedCertificate) => void;
  readonly apiServices: ApiServices;
  /** Names of the APIServices that are ours. */
  readonly names: readonly string[];
  /** The Service through which the API server reaches us. */
  readonly service: ObjectName;
  readonly clock: Clock;
  readonly log: Log;
}
