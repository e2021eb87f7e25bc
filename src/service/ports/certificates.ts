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
