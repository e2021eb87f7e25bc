import { Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";
import { serveKeda } from "../test/fixtures/keda.ts";

// What bench/keda.ts calls, as a process of its own: the external scaler, and a server that does nothing but answer.

const same = (bytes: Buffer): Buffer => bytes;

/** One method whose answer is its question, byte for byte. */
export const ECHO = {
  Echo: {
    path: "/bench.Echo/Echo",
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  },
} as const satisfies ServiceDefinition;

async function listenForEcho(): Promise<string> {
  const server = new Server();
  server.addService(ECHO, {
    Echo: ({ request }: { request: Buffer }, reply: (error: null, answer: Buffer) => void) => reply(null, request),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return `127.0.0.1:${port}`;
}

if (import.meta.main) {
  const { address } = await serveKeda({ seen: { demand: 900 } });
  process.stdout.write(`${address} ${await listenForEcho()}\n`);
}
