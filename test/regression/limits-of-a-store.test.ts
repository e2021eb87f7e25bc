import { afterEach, describe, expect, it } from "vitest";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import { clientOf, closeClients } from "../adapters/prometheus/tested-client.ts";
import {
  type Answers,
  frameOf,
  json,
  listener,
  matrixOf,
  NOW,
  refusing,
  streamed,
} from "../adapters/prometheus/raw/raw-server.ts";
import { planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";

afterEach(closeClients);

const QUERY = queryOf("x_total", planOf(NOW - 600_000, NOW));
const clientFor = (answers: Answers): Promise<Prometheus> => clientOf(listener(answers).answer, { timeoutSeconds: 20 });

/** Mimir tells the names of the labels of the newest hours alone, and says nothing of it, where it was told to. */
describe("a list of label names that was cut", () => {
  const query = json(matrixOf(undefined, { pod: "a", old: "yes" }));

  it("does not take labels from series, which then come in another way", async () => {
    const client = await clientFor({ read: streamed(frameOf({ pod: "b" }), frameOf({ pod: "a", old: "yes" })), query });
    const { answer, digests } = await readRaw(client, QUERY);
    expect(answer).toEqual({ kind: "read", way: "range selectors" });
    expect(digests.map(({ labels }) => labels)).toEqual([{ __name__: "x_total", pod: "a", old: "yes" }]);
  });

  it("is one that tells two series of a label apart", async () => {
    const frames = [frameOf({ pod: "a", old: "no" }), frameOf({ pod: "a", old: "yes" })];
    const client = await clientFor({ read: streamed(...frames), query });
    expect((await readRaw(client, QUERY)).answer).toEqual({ kind: "read", way: "range selectors" });
  });

  it("is none where the server adds its labels to all series alike", async () => {
    const frames = [frameOf({ cluster: "eu", pod: "a" }), frameOf({ cluster: "eu", pod: "b" })];
    const { answer, digests } = await readRaw(await clientFor({ read: streamed(...frames), query }), QUERY);
    expect(answer).toEqual({ kind: "read", way: "remote read" });
    expect(digests.map(({ labels }) => labels["cluster"])).toEqual([undefined, undefined]);
  });
});

it("a limit that was passed on as a fault of the server is a limit, for which less is to be asked", async () => {
  const words = "rpc error: code = Code(422) desc = the query exceeded the maximum number of chunks";
  const client = await clientFor({ read: refusing(500, words) });
  const message = `remote read: HTTP 500: ${words}`;
  expect((await readRaw(client, QUERY)).answer).toEqual({ kind: "failed", reason: "invalid", message });
});
