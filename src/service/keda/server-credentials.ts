import { ServerCredentials } from "@grpc/grpc-js";
import type { TlsMaterial, TlsSource } from "../ports/tls.ts";

/** Strangers may hold a connection for this long. */
const HANDSHAKE_MS = 5_000;

/**
 * TLS with certificates on both sides. A new certificate is for new connections: those that are there go on with the
 * one that they began with, so that no call fails.
 */
class TlsCredentials extends ServerCredentials {
  constructor(source: TlsSource) {
    super(
      { requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2", handshakeTimeout: HANDSHAKE_MS },
      contextOf(source.present),
    );
    source.onChange((material) => this.updateSecureContextOptions(contextOf(material)));
  }

  _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

const contextOf = ({ cert, key, ca }: TlsMaterial) => ({ cert, key, ca });

/** @param tls - undefined for plain text */
export const serverCredentials = (tls: TlsSource | undefined): ServerCredentials =>
  tls === undefined ? ServerCredentials.createInsecure() : new TlsCredentials(tls);
