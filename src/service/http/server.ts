import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import { HTTP_LIMITS, KEEP_ALIVE_MILLISECONDS, type Room } from "../listening/limits.ts";
import { type Listening, startListening } from "../listening/listening.ts";
import { type ProblemCode, RequestProblem, toProblemView } from "./problem.ts";

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Whether whoever is let in has said who he is: his connection is then worth keeping. */
  readonly readers: keyof typeof KEEP_ALIVE_MILLISECONDS;
  readonly room?: Room;
}

/** @throws the system's error when the address cannot be listened on (`EADDRINUSE`, `EACCES`, …) */
export async function listen(app: Express, { readers, room, ...address }: ListenOptions): Promise<Listening> {
  const server = createServer({ ...HTTP_LIMITS, keepAliveTimeout: KEEP_ALIVE_MILLISECONDS[readers] }, app);
  server.on("clientError", answerBrokenRequest);
  return startListening(server, "http", address, room);
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
