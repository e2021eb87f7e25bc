import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { clientOf, closeClients } from "./tested-client.ts";

const NOON = 1_800_000_000_000;
afterEach(closeClients);

const json =
  (body: unknown): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));

describe("a client of Prometheus", () => {
  it.each([
    { answer: { resultType: "scalar", result: [1_800_000_000.25, "1800000000.25"] }, expected: 1_800_000_000_250 },
    // VictoriaMetrics tells a number as a series without labels.
    {
      answer: { resultType: "vector", result: [{ metric: {}, value: [1_800_000_000, "1799999970"] }] },
      expected: NOON,
    },
  ])("reads the time of a server from $answer.resultType", async ({ answer, expected }) => {
    const client = await clientOf(json({ status: "success", data: answer }));
    expect(await client.serverTime()).toEqual({ kind: "answered", value: expected });
  });

  it.each([
    { result: [] },
    { result: [1, 2].map(() => ({ metric: {}, value: [1, "1"] })) },
    { result: [{ metric: { a: "b" }, value: [1, "1"] }] },
  ])("takes no series for a time: $result", async ({ result }) => {
    const client = await clientOf(json({ status: "success", data: { resultType: "vector", result } }));
    expect(await client.serverTime()).toMatchObject({ reason: "invalid", message: "time() was answered with series" });
  });
});
