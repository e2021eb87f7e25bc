import { createServer } from "node:http";
import { once } from "node:events";
import fc from "fast-check";
import { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { answer } from "../answer-generator.ts";
import type { Failure, Outcome } from "../subject.ts";

const ANSWERS = 400;

/** Answers of a Prometheus that is broken or hostile: each question ends with a value or a named failure. */
export async function fuzzAnswers(seed: number): Promise<Outcome> {
  const answers = fc.sample(answer, { numRuns: ANSWERS, seed });
  let present = answers[0];
  const server = createServer((_, response) => {
    response.writeHead(present?.status ?? 200, { "content-type": "application/json" });
    response.end(present?.status === 204 ? undefined : present?.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  const failures: Failure[] = [];
  for (present of answers) {
    const problem = await askEverything(url);
    if (problem !== undefined) failures.push({ input: JSON.stringify(present), problem });
  }
  server.closeAllConnections();
  server.close();
  return { tried: answers.length, failures };
}

async function askEverything(url: string): Promise<string | undefined> {
  const prometheus = new Prometheus({
    url,
    timeoutSeconds: 10,
    maxBodyBytes: 1_000_000,
    concurrency: 8,
    ca: undefined,
    headers: () => Promise.resolve({ kind: "answered", value: {} }),
    propagate: () => undefined,
    onQuery: () => undefined,
  });
  const at = instant(1_700_000_000_000);
  try {
    const answers = await Promise.all([
      prometheus.instant("x[5m]", at),
      prometheus.range("x", at, at, seconds(30)),
      prometheus.serverTime(),
      prometheus.version(),
      prometheus.labelValues("a", undefined, at, at),
      prometheus.labelNames("x", at, at),
      prometheus.typesOf("x"),
      prometheus.typesOf("constructor"),
      prometheus.retention(),
    ]);
    const wrong = answers.find(({ kind }) => kind !== "answered" && kind !== "failed");
    return wrong === undefined ? undefined : `an answer of kind ${JSON.stringify(wrong)}`;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
