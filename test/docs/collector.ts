import { once } from "node:events";
import { createServer } from "node:http";

export interface Collector {
  /** `host:port`, in the place of 127.0.0.1:4318. */
  readonly address: string;
  /** Where something was posted to, in the order in which it came. */
  readonly posts: readonly string[];
  stop(): void;
}

/** Takes what OpenTelemetry exporters post. */
export async function startCollector(): Promise<Collector> {
  const posts: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === "POST") posts.push(request.url ?? "");
    request.resume().on("end", () => response.setHeader("content-type", "application/json").end("{}"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a numbered port");
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `127.0.0.1:${address.port}`, posts, stop };
}
