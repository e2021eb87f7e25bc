import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import { type ProblemCode, RequestProblem, toProblemView } from "./problem.ts";

export interface Listening {
  readonly url: string;
  /** Takes no new connections, lets answers under way end, and resolves; after `graceSeconds` it cuts them. */
  close(graceSeconds: number): Promise<void>;
}

/** @throws the system's error when the address cannot be listened on (`EADDRINUSE`, `EACCES`, …) */
export async function listen(
  app: Express,
  address: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
    app,
  );
  server.maxConnections = 10_000;
  server.on("clientError", answerBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, resolve);
  });
  return { url: urlOf(server), close: (graceSeconds) => close(server, graceSeconds) };
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server listens on no port");
  return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
}

async function close(server: Server, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
  await closed;
  clearTimeout(cut);
}

/** Requests that Node's parser refuses never reach the app; they get the same kind of answer all the same. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const { status, title, ...view } = toProblemView(problemFor(error.code));
  const body = JSON.stringify({ ...view, status, title });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const BROKEN: Readonly<Record<string, readonly [ProblemCode, problem: string, remedy: string]>> = {
  HPE_HEADER_OVERFLOW: ["headers-too-large", "the headers exceed 16 KiB", "send fewer or shorter headers"],
  ERR_HTTP_REQUEST_TIMEOUT: ["request-timeout", "the request was not whole within 10 s", "send the request at once"],
};

function problemFor(code: string | undefined): RequestProblem {
  const [known, problem, remedy] = BROKEN[code ?? ""] ?? [
    "bad-request",
    "the request is no HTTP/1.1",
    "use an HTTP client",
  ];
  return new RequestProblem(known, problem, remedy);
}
