import { X509Certificate } from "node:crypto";
import { issueCertificate } from "../../adapters/certificates/authority.ts";
import { TlsFiles, type TlsPaths } from "../../adapters/files/tls-files.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import { SPREAD, selfMadeCertificates } from "../../service/controllers/certificates/self-made.ts";
import type { CertificateSource } from "../../service/controllers/certificates/types.ts";
import type { IssuedCertificate } from "../../service/ports/certificates.ts";
import type { Clock } from "../../service/ports/clock.ts";
import type { Log } from "../../service/ports/log.ts";

/** How often the files of the certificate are compared with what is in use. */
const POLL_SECONDS = 10;

export interface OpenedSource {
  readonly source: CertificateSource;
  readonly close: () => void;
}

/**
 * The certificates of the metrics APIs: from files where they are given, else made here.
 *
 * @returns a text for a person when the files cannot be used
 */
export async function certificateSource(
  paths: TlsPaths | undefined,
  { metricsApiService: service, metricsApiCertLife: life }: Pick<Settings, "metricsApiService" | "metricsApiCertLife">,
  clock: Clock,
  log: Log,
): Promise<OpenedSource | string> {
  if (paths === undefined)
    return {
      source: await selfMadeCertificates({ issue: issueCertificate, service, life, clock }),
      close: () => undefined,
    };
  const opened = await TlsFiles.open({
    paths,
    pollSeconds: POLL_SECONDS,
    now: clock.now,
    onReplaced: () => log.info("the certificate of the metrics APIs was replaced", { file: paths.cert }),
    onRefused: (problem) => log.warn("the certificate of the metrics APIs is not as it should be", { problem }),
  });
  if (!opened.ok)
    return `headroom: the metrics APIs cannot be served: ${opened.problem}\n  help: look at --metrics-api-cert-file, --metrics-api-key-file and --metrics-api-ca-file\n`;
  const { files } = opened;
  return {
    source: {
      first: issuedBy(files),
      spread: SPREAD,
      next: (current) => {
        const present = issuedBy(files);
        const isSame = present.certificate === current.certificate && present.authority === current.authority;
        return Promise.resolve(isSame ? undefined : present);
      },
    },
    close: () => files.close(),
  };
}

function issuedBy({ present: { cert, key, ca } }: TlsFiles): IssuedCertificate {
  return {
    certificate: cert.toString("utf8"),
    key: key.toString("utf8"),
    authority: ca.toString("utf8"),
    validTo: new X509Certificate(cert).validToDate,
  };
}
