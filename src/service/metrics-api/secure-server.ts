import { createServer, type ServerOptions } from "node:https";
import type { SecureContextOptions } from "node:tls";
import type { RequestListener } from "node:http";
import { HTTP_LIMITS, KEEP_ALIVE_MILLISECONDS } from "../listening/limits.ts";
import { type Listening, startListening } from "../listening/listening.ts";
import type { Handshakes } from "./trusted-peer.ts";

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface SecureListening extends Listening {
  /** New connections see this certificate; those that are open go on. @throws when the two do not fit */
  readonly present: (pair: KeyPair) => void;
  /** New connections are checked against these authorities. */
  readonly askFor: (clientAuthorities: string) => void;
}

const OPTIONS: ServerOptions = {
  ...HTTP_LIMITS,
  keepAliveTimeout: KEEP_ALIVE_MILLISECONDS.known,
  // Nearly all requests are empty, and need no stream for a body.
  optimizeEmptyRequests: true,
  // Who shows no certificate is told so by an answer, which a broken handshake could not.
  requestCert: true,
  rejectUnauthorized: false,
};

/** @throws the system's error when the address cannot be listened on, or when the key does not fit the certificate */
export async function listenSecurely(
  app: RequestListener,
  address: { readonly host: string; readonly port: number },
  { first, handshakes }: { readonly first: KeyPair; readonly handshakes: Handshakes },
): Promise<SecureListening> {
  let pair = first;
  // None at first; left out, it would mean the public authorities that browsers believe.
  let ca: string | readonly [] = [];
  const context = (): SecureContextOptions => ({
    cert: pair.certificate,
    key: pair.key,
    minVersion: "TLSv1.2",
    ca: typeof ca === "string" ? ca : [],
  });
  const server = createServer({ ...OPTIONS, ...context() }, app);
  server.on("secureConnection", (socket) => {
    if (typeof ca === "string") handshakes.set(socket, ca);
  });
  const listening = await startListening(server, "https", address);
  const renew = (changed: { readonly pair?: KeyPair; readonly ca?: string }): void => {
    const before = { pair, ca };
    ({ pair = pair, ca = ca } = changed);
    try {
      server.setSecureContext(context());
    } catch (error) {
      ({ pair, ca } = before);
      throw error;
    }
  };
  return {
    ...listening,
    present: (next) => renew({ pair: next }),
    askFor: (clientAuthorities) => renew({ ca: clientAuthorities }),
  };
}
