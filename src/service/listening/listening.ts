import type { Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import { boundConnections } from "./crowd.ts";
import { type Room, ROOM } from "./limits.ts";

export interface Listening {
  readonly url: string;
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
  return { url: `${scheme}://${authorityOf(server)}`, close: (graceSeconds) => close(server, graceSeconds) };
}

function authorityOf(server: Server | SecureServer): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server listens on no port");
  return `${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
}

async function close(server: Server | SecureServer, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
  await closed;
  clearTimeout(cut);
}
