// The library of certificates puts its parts together by decorators, which need this one loaded before.
// oxlint-disable-next-line import/no-unassigned-import
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate for a server, with the authority that vouches for it. The private key never leaves this process. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
  /** PEM certificate of the authority; its own key is forgotten, so that it vouches for nothing else. */
  readonly authority: string;
  readonly validTo: Date;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Clocks of API servers may be behind ours. */
const EARLIER_MS = 60 * 60 * 1000;

/**
 * Makes an authority for one server certificate and issues that.
 *
 * @param dnsNames - the first one is the certificate's common name
 * @param now - milliseconds since 1970
 * @param lifeSeconds - how long both are valid
 */
export async function issueCertificate(
  dnsNames: readonly [string, ...string[]],
  now: number,
  lifeSeconds: number,
): Promise<IssuedCertificate> {
  const notBefore = new Date(now - EARLIER_MS);
  const notAfter = new Date(now + lifeSeconds * 1000);
  const [authorityKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  // Names of authorities must differ, or a client would try one's key on what another has signed.
  const issuer = `CN=Headroom metrics API ${crypto.randomUUID()}`;
  const valid = { notBefore, notAfter, signingAlgorithm: ALGORITHM };
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...valid,
    name: issuer,
    keys: authorityKeys,
    extensions: AUTHORITY_EXTENSIONS,
  });
  const certificate = await X509CertificateGenerator.create({
    ...valid,
    subject: `CN=${dnsNames[0].slice(0, LONGEST_COMMON_NAME)}`,
    issuer,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      ...SERVER_EXTENSIONS,
      new SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: "dns", value }))),
    ],
  });
  return {
    certificate: certificate.toString("pem"),
    key: await pemOf(keys.privateKey),
    authority: authority.toString("pem"),
    validTo: notAfter,
  };
}

const AUTHORITY_EXTENSIONS = [
  new BasicConstraintsExtension(true, 0, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
];

const SERVER_EXTENSIONS = [
  new BasicConstraintsExtension(false, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
  new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
];

/** X.520 allows no longer ones. */
const LONGEST_COMMON_NAME = 64;

const newKeys = (): Promise<webcrypto.CryptoKeyPair> => crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

async function pemOf(key: CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${bytes.replaceAll(/.{64}/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
}
