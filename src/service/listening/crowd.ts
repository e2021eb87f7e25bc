import type { Server, Socket } from "node:net";
import type { Room } from "./limits.ts";
import { originOf } from "./origin.ts";

/** Holds a server to its room: what is too much is cut off before it has said a word. */
export function boundConnections(server: Server, { connections, perAddress }: Room): void {
  if (perAddress === undefined) return dropOldest(server, connections);
  server.maxConnections = connections;
  const counts = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = originOf(socket.remoteAddress ?? "");
    const count = (counts.get(address) ?? 0) + 1;
    if (count > perAddress) return void socket.destroy();
    counts.set(address, count);
    socket.once("close", () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) counts.delete(address);
      else counts.set(address, left);
    });
  });
}

/** A set keeps the order in which connections came. */
function dropOldest(server: Server, most: number): void {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    const [oldest] = open;
    if (open.size > most) oldest?.destroy();
  });
}
