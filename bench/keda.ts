import { Client, credentials } from "@grpc/grpc-js";
import { KedaClient, replicasTrigger } from "../test/fixtures/keda.ts";
import { ECHO } from "./keda-servers.ts";
import { type Measurement, median, slowest } from "./measurement.ts";
import { startServers } from "./own-servers.ts";

const ROUNDS = 11;
const CALLS = 1_000;
/** As many at a time as an autoscaler asks for at once. */
const AT_A_TIME = 5;

/** How long KEDA waits for a value, against a call of grpc-js that does nothing at all, in turns. */
export async function measureKeda(): Promise<readonly Measurement[]> {
  const servers = await startServers("keda-servers.ts");
  try {
    const [kedaAddress = "", echoAddress = ""] = servers.told.split(" ");
    const keda = new KedaClient(kedaAddress);
    const echo = echoTo(echoAddress);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bare = await p99Of(() => echo.call());
      ratios.push((await p99Of(() => keda.getMetrics(replicasTrigger()))) / bare);
    }
    keda.close();
    echo.close();
    return [
      {
        name: "GetMetrics of KEDA, p99: times a bare call of grpc-js",
        measured: median(ratios),
        unit: "x",
        goal: { atMost: 2 },
      },
    ];
  } finally {
    servers.stop();
  }
}

function echoTo(address: string): { readonly call: () => Promise<unknown>; readonly close: () => void } {
  const client = new Client(address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = ECHO.Echo;
  // As long as a question of KEDA.
  const question = Buffer.alloc(150);
  return {
    call: () =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, question, (error, answer) =>
          error === null ? resolve(answer) : reject(error),
        );
      }),
    close: () => client.close(),
  };
}

/** Milliseconds below which 99 of 100 calls are answered. */
async function p99Of(call: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  const caller = async (): Promise<void> => {
    for (let i = 0; i < CALLS / AT_A_TIME; i++) {
      const before = performance.now();
      await call();
      took.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, caller));
  return slowest(took);
}
