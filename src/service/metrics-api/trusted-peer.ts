import { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Instant } from "../../core/units/instant.ts";
import { pemCertificates } from "../ports/certificates.ts";
import type { FrontProxy } from "./front-proxy.ts";

/** By which authorities' certificates the handshakes of connections were judged. */
export type Handshakes = WeakMap<TLSSocket, string>;

/** Why a connection is not believed to be the front proxy's; undefined when it is. */
export type PeerCheck = (socket: TLSSocket, frontProxy: FrontProxy, now: Instant) => string | undefined;

/** What was read of a certificate that these authorities vouch for. */
interface CheckedPeer {
  readonly authorities: string;
  readonly validToMs: number;
  readonly name: string;
}

/**
 * Checks the certificate of a connection against the authorities of today: a connection may be older than they are,
 * and outlive its own certificate.
 */
export function peerCheck(handshakes: Handshakes): PeerCheck {
  const checked = new WeakMap<TLSSocket, CheckedPeer>();
  return (socket, { authorities, allowedNames }, now) => {
    let peer = checked.get(socket);
    if (peer?.authorities !== authorities) {
      const isWalked = socket.authorized && handshakes.get(socket) === authorities;
      const certificate = verified(socket, authorities, isWalked);
      if (typeof certificate === "string") return certificate;
      peer = { authorities, validToMs: certificate.validToDate.getTime(), name: commonName(certificate) };
      checked.set(socket, peer);
    }
    const { validToMs, name } = peer;
    if (validToMs < now) return "its certificate has expired";
    if (allowedNames.length === 0 || allowedNames.includes(name)) return undefined;
    return `its certificate is for ${JSON.stringify(name)}; front proxies here are ${allowedNames.join(", ")}`;
  };
}

/** @param isWalked - whether the handshake has verified the whole chain up to these authorities */
function verified(socket: TLSSocket, authorities: string, isWalked: boolean): X509Certificate | string {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return "it showed no client certificate";
  if (isWalked) return certificate;
  const isIssued = pemCertificates(authorities)
    .map((pem) => new X509Certificate(pem))
    .some((authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey));
  return isIssued ? certificate : "its certificate is not signed by the cluster's front-proxy authority";
}

const commonName = ({ subject }: X509Certificate): string => /^CN=(?<name>.+)$/m.exec(subject)?.groups?.["name"] ?? "";
