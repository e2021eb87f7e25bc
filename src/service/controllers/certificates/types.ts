import type { Seconds } from "../../../core/units/seconds.ts";
import type { ApiServices } from "../../ports/api-services.ts";
import type { IssuedCertificate } from "../../ports/certificates.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectName } from "../../ports/object-name.ts";
import type { Log } from "../../ports/log.ts";

/** Where certificates come from. */
export interface CertificateSource {
  readonly first: IssuedCertificate;
  /** The one to show next, when it is time for another than `current`. */
  next(current: IssuedCertificate): Promise<IssuedCertificate | undefined>;
  /** How long a new authority is written before its certificate is shown, at least. */
  readonly spread: Seconds;
}

export interface CertificateDeps {
  readonly source: CertificateSource;
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
