import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Server as SecureServer } from "node:https";
import { boundConnections } from "./crowd.ts";
import { type Room, ROOM } from "./limits.ts";

export interface Listening {
  readonly url: string;
  /** Goes on, and asks with each answer that its caller connects anew: to another process, where there is one. */
  readonly leave: () => void;
  /** Takes no new connections, lets answers under way end, and resolves; after `graceSeconds` it cuts them. */
  close(graceSeconds: number): Promise<void>;
}

/** @throws the system's error when the address cannot be listened on (`EADDRINUSE`, `EACCES`, …) */
export async function startListening(
  server: Server | SecureServer,
  scheme: "http" | "https",
  { host, port }: { readonly host: string; readonly port: number },
  room: Room = ROOM,
): Promise<Listening> {
  boundConnections(server, room);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  let isLeaving = false;
  server.prependListener("request", (_request: IncomingMessage, response: ServerResponse) => {
    if (isLeaving) response.shouldKeepAlive = false;
  });
  const leave = (): void => {
    isLeaving = true;
  };
  return {
    url: `${scheme}://${authorityOf(server)}`,
    leave,
    close(graceSeconds) {
      leave();
      return close(server, graceSeconds);
    },
  };
}

function authorityOf(server: Server | SecureServer): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server listens on no port");
  return `${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
}

/** A connection becomes idle when its last answer has ended, of which nobody tells. */
const IDLE_LOOK_MS = 50;

async function close(server: Server | SecureServer, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
  await closed;
  clearTimeout(cut);
  clearInterval(idle);
}
