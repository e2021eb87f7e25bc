/** A server certificate, and the authority made for it alone. All PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  readonly validTo: Date;
}

/**
 * Issues a server certificate together with its authority.
 *
 * @param now - milliseconds since 1970
 * @param lifeSeconds - how long both are valid
 */
export type IssueCertificate = (
  dnsNames: readonly [string, ...string[]],
  now: number,
  lifeSeconds: number,
) => Promise<IssuedCertificate>;

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a bundle, one by one. */
export const pemCertificates = (bundle: string): readonly string[] => bundle.match(PEM) ?? [];
