import { createServer, type Server as TcpServer, type Socket } from "node:net";
import { Server } from "@grpc/grpc-js";
import type { TlsSource } from "../ports/tls.ts";
import type { Changes } from "../signals/changes.ts";
import type { KedaReaders } from "./answers.ts";
import { countCalls } from "./count-calls.ts";
import { grpcService } from "./grpc-service.ts";
import { OpenStreams, type StreamLimits } from "./open-streams.ts";
import { scaler } from "./scaler.ts";
import { serverCredentials } from "./server-credentials.ts";
import { ExternalScaler } from "./wire/externalscaler_pb.ts";

/** What one caller can make the server hold or do. */
export interface KedaLimits {
  readonly streams: StreamLimits;
  /** A peer that is silent is asked whether it is there; without an answer its streams are free again. */
  readonly keepalive: { readonly everySeconds: number; readonly answerSeconds: number };
}

/**
 * KEDA's operator opens two streams for each trigger of type external-push, and polls all the same where it gets none.
 * During its own rollout there are two of it.
 */
export const KEDA_LIMITS: KedaLimits = {
  streams: { ofOnePeer: 1_000, ofAll: 2_000 },
  keepalive: { everySeconds: 30, answerSeconds: 10 },
};

/**
 * Calls that one connection may have under way besides its streams, those included whose message has not come yet; more
 * wait their turn with the caller.
 */
const SPARE_CALLS = 200;

/** A trigger with all that Kubernetes lets it hold is far smaller. */
const MOST_MESSAGE_BYTES = 64 * 1024;

/** KEDA's operator opens one for each set of TLS settings. */
const MOST_CONNECTIONS = 1_000;

export interface KedaDeps extends KedaReaders {
  /** Undefined for plain text. */
  readonly tls: TlsSource | undefined;
  readonly changes: Changes;
  readonly limits: KedaLimits;
  readonly onCall: (method: string, code: string) => void;
  readonly onStreams: (open: number) => void;
  readonly onFault: (error: unknown) => void;
}

export interface KedaServer {
  /** `127.0.0.1:9443` */
  readonly address: string;
  /** Takes no new calls, ends the streams, lets calls under way end; after `graceSeconds` it cuts them. */
  close(graceSeconds: number): Promise<void>;
}

/**
 * Serves KEDA's external scaler.
 *
 * @throws the system's error when the address cannot be listened on (`EADDRINUSE`, `EACCES`, …)
 */
export async function listenForKeda(
  deps: KedaDeps,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<KedaServer> {
  const { limits, changes, onCall, onStreams, onFault, tls } = deps;
  const streams = new OpenStreams(limits.streams, onStreams, onFault);
  const grpc = new Server({
    "grpc.max_receive_message_length": MOST_MESSAGE_BYTES,
    "grpc.max_concurrent_streams": limits.streams.ofOnePeer + SPARE_CALLS,
    "grpc.keepalive_time_ms": limits.keepalive.everySeconds * 1000,
    "grpc.keepalive_timeout_ms": limits.keepalive.answerSeconds * 1000,
    interceptors: [countCalls(onCall)],
  });
  grpc.addService(grpcService(ExternalScaler), scaler({ ...deps, streams }));
  // A listener of our own: grpc-js hides the system's error, and takes any number of connections.
  const injector = grpc.createConnectionInjector(serverCredentials(tls));
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  tcp.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    tcp.once("error", reject);
    tcp.listen(port, host, resolve);
  });
  tcp.on("error", onFault);
  const unsubscribe = changes.subscribe(streams.lookSoon);
  const close = async (graceSeconds: number): Promise<void> => {
    unsubscribe();
    streams.endAll();
    await closeAll({ tcp, grpc, sockets }, graceSeconds);
  };
  return { address: addressOf(tcp), close };
}

interface Parts {
  readonly tcp: TcpServer;
  readonly grpc: Server;
  readonly sockets: ReadonlySet<Socket>;
}

async function closeAll({ tcp, grpc, sockets }: Parts, graceSeconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => tcp.close(() => resolve()));
  const cut = setTimeout(() => {
    grpc.forceShutdown();
    // A peer that does not close its side would keep a socket that no session has any more.
    for (const socket of sockets) socket.destroy();
  }, graceSeconds * 1000);
  // Its own callback is not waited for: it never comes when a session is just being destroyed (grpc-js 1.14.7).
  grpc.tryShutdown(() => undefined);
  await closed;
  clearTimeout(cut);
}

function addressOf(tcp: TcpServer): string {
  const address = tcp.address();
  if (address === null || typeof address === "string") throw new TypeError("the server listens on no port");
  return `${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
}
