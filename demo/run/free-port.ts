import { once } from "node:events";
import { createServer } from "node:net";

/** A port on 127.0.0.1 that nobody uses at this moment, for programs that cannot choose one and say which. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a numbered port");
  return address.port;
}
