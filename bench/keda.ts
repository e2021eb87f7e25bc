import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Client, credentials } from "@grpc/grpc-js";
import { KedaClient, replicasTrigger } from "../test/fixtures/keda.ts";
import { ECHO } from "./keda-servers.ts";
import { type Measurement, median } from "./measurement.ts";

const ROUNDS = 11;
const CALLS = 1_000;
/** As many at a time as an autoscaler asks for at once. */
const AT_A_TIME = 5;

/** How long KEDA waits for a value, against a call of grpc-js that does nothing at all, in turns. */
export async function measureKeda(): Promise<readonly Measurement[]> {
  const servers = spawn(process.execPath, [fileURLToPath(new URL("keda-servers.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [kedaAddress, echoAddress] = await addressesFrom(servers.stdout);
    const keda = new KedaClient(kedaAddress);
    const echo = echoTo(echoAddress);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bare = await slowest(() => echo.call());
      ratios.push((await slowest(() => keda.getMetrics(replicasTrigger()))) / bare);
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
    servers.kill();
  }
}

async function addressesFrom(output: Readable): Promise<readonly [keda: string, echo: string]> {
  for await (const line of createInterface({ input: output })) {
    const [keda, echo] = line.split(" ");
    if (keda !== undefined && echo !== undefined) return [keda, echo];
  }
  throw new Error("the servers ended before they listened");
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
async function slowest(call: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  const caller = async (): Promise<void> => {
    for (let i = 0; i < CALLS / AT_A_TIME; i++) {
      const before = performance.now();
      await call();
      took.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, caller));
  return took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN;
}
