import { setTimeout as sleep } from "node:timers/promises";
import { compress } from "snappyjs";
import { afterEach, describe, expect, it } from "vitest";
import type { Prometheus, PrometheusOptions } from "../../../../src/adapters/prometheus/prometheus.ts";
import { comparable, planOf, queryOf, readRaw } from "../../../fixtures/raw-samples.ts";
import { startHttpServer } from "../../../fixtures/http-server.ts";
import { clientAt, clientOf, closeClients } from "../tested-client.ts";
import { chunkedSeries, frame, wholeSeries, xorChunk } from "./encoded.ts";
import {
  type Answers,
  FIVE,
  frameOf,
  large,
  json,
  listener,
  matrixOf,
  NOW,
  refusing,
  STREAMED,
  streamed,
} from "./raw-server.ts";

afterEach(closeClients);

const QUERY = queryOf("x_total", planOf(NOW - 600_000, NOW));
const LIMITS = { timeoutSeconds: 20 };

async function clientFor(
  answers: Answers,
  options: Partial<PrometheusOptions> = LIMITS,
): Promise<{ readonly client: Prometheus; readonly asked: string[] }> {
  const { answer, asked } = listener(answers);
  return { client: await clientOf(answer, options), asked };
}

const POD_A = {
  labels: { __name__: "x_total", pod: "a" },
  counts: [{ rows: [NOW / 300_000], amounts: [40], bad: [] }],
  pieces: [NOW - 60_000, 0, NOW, 40],
  resets: [],
  absences: [],
  lows: [0, 10, 20, 30, 40].flatMap((value, i) => [NOW - 60_000 + i * 15_000, value]),
  spacingMs: 15_000,
};

describe("raw samples", () => {
  it("are read by remote read, under the path and with the headers of queries", async () => {
    const seen: unknown[] = [];
    const outcomes: string[] = [];
    const { answer } = listener({ read: streamed(frameOf({ pod: "a" })) });
    const server = await startHttpServer((request, response) => {
      const { authorization, traceparent } = request.headers;
      seen.push([request.method, request.url?.split("?")[0], authorization, traceparent]);
      answer(request, response);
    });
    const client = clientAt(
      `${server.url}/tenant/prometheus`,
      {
        ...LIMITS,
        headers: () => Promise.resolve({ kind: "answered", value: { authorization: "Bearer x" } }),
        propagate: (headers) => void (headers["traceparent"] = "00-1-2-03"),
        onQuery: (outcome) => void outcomes.push(outcome),
      },
      server.close,
    );
    expect(comparable((await readRaw(client, QUERY)).digests)).toEqual([POD_A]);
    expect(seen).toEqual([
      ["GET", "/tenant/prometheus/api/v1/labels", "Bearer x", "00-1-2-03"],
      ["POST", "/tenant/prometheus/api/v1/read", "Bearer x", "00-1-2-03"],
    ]);
    expect(outcomes).toEqual(["answered", "answered"]);
  });

  it("of one series may come in many frames and in overlapping chunks", async () => {
    const parts = [FIVE.slice(0, 2), FIVE.slice(1, 4), FIVE.slice(0, 3), FIVE.slice(3)].map((part) =>
      chunkedSeries({ __name__: "x_total", pod: "a" }, [xorChunk(part)]),
    );
    const { client } = await clientFor({ read: streamed(...parts.map((part) => frame(part))) });
    const { answer, digests } = await readRaw(client, QUERY);
    expect(answer).toEqual({ kind: "read", way: "remote read" });
    expect(comparable(digests)).toEqual([POD_A]);
  });

  it("come byte by byte as well", async () => {
    const bytes = frameOf({ pod: "a" });
    const { client } = await clientFor({
      read(response) {
        response.writeHead(200, { "content-type": STREAMED });
        const write = (at: number): unknown =>
          at === bytes.length
            ? response.end()
            : response.write(bytes.subarray(at, at + 1), () => setImmediate(write, at + 1));
        write(0);
      },
    });
    expect(comparable((await readRaw(client, QUERY)).digests)).toEqual([POD_A]);
  });

  it("are read whole from a server that does not stream, unless that is too large", async () => {
    const whole = wholeSeries({ __name__: "x_total", pod: "a", cluster: "of the server" }, [
      ...FIVE,
      [NOW - 1, "stale"],
    ]);
    const { client } = await clientFor({
      read: (response) =>
        void response
          .writeHead(200, { "content-type": "application/x-protobuf", "content-encoding": "snappy" })
          .end(compress(whole)),
      query: json(matrixOf()),
    });
    const { answer, digests } = await readRaw(client, QUERY);
    expect(answer).toEqual({ kind: "read", way: "remote read" });
    expect(comparable(digests)).toEqual([POD_A]);
    const { client: small } = await clientFor(
      {
        read: (response) =>
          void response
            .writeHead(200, { "content-type": "application/x-protobuf" })
            .end(compress(new Uint8Array(9_000))),
        query: json(matrixOf()),
      },
      { ...LIMITS, maxBodyBytes: 8_000 },
    );
    expect((await readRaw(small, QUERY)).answer).toEqual({ kind: "read", way: "range selectors" });
  });

  it("are handed over some series at a time, and others have their turn in between", async () => {
    const frames = Array.from({ length: 5_000 }, (_, i) => frameOf({ pod: `pod-${i}` }));
    const { client } = await clientFor({ read: streamed(...frames) });
    const sizes: number[] = [];
    let turns = 0;
    let next = setImmediate(function count() {
      turns++;
      next = setImmediate(count);
    });
    await client.rawSamples(QUERY, (some) => void sizes.push(some.length), new AbortController().signal);
    clearImmediate(next);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    expect(turns).toBeGreaterThanOrEqual(sizes.length);
  });

  it("do not take the turns of other queries", async () => {
    const held: (() => void)[] = [];
    const { client } = await clientFor(
      { read: (response) => void held.push(() => streamed()(response, Buffer.alloc(0), "")), query: json(matrixOf()) },
      { ...LIMITS, concurrency: 1 },
    );
    const read = readRaw(client, QUERY);
    while (held.length === 0) await sleep(5);
    expect((await client.instant("x_total[5m]")).kind).toBe("answered");
    held[0]?.();
    expect((await read).answer).toEqual({ kind: "read", way: "remote read" });
  });
});

const garbage = frame(Uint8Array.of(0x0a, 0xff, 0xff, 0x01, 0x07));
const whole = frameOf({ pod: "a" });

describe("raw samples that come broken are refused as a whole", () => {
  it.each([
    {
      fault: "a frame without its end",
      frames: [whole, whole.subarray(0, -3)],
      says: "the answer ends within a frame",
    },
    { fault: "a wrong checksum", frames: [frame(chunkedSeries({}, []), 7)], says: "the checksum of a frame is wrong" },
    {
      fault: "a frame of gigabytes",
      frames: [Uint8Array.of(0xff, 0xff, 0xff, 0xff, 7)],
      says: "a frame is larger than 33554432 bytes",
    },
    { fault: "garbage", frames: [garbage], says: "a field is longer than the message that it is in" },
    {
      fault: "half a chunk",
      frames: [frame(chunkedSeries({}, [xorChunk(FIVE).subarray(0, 14)]))],
      says: "a chunk ends before its samples do",
    },
    {
      fault: "words of an error behind the frames",
      frames: [whole, Buffer.from("out of memory")],
      says: "the answer ends within a frame",
    },
    {
      fault: "native histograms",
      frames: [frame(chunkedSeries({}, [xorChunk(FIVE)], 2))],
      says: "a native histogram where numbers were expected",
    },
  ])("$fault", async ({ frames, says }) => {
    const { client } = await clientFor({ read: streamed(...frames), query: json(matrixOf()) });
    const { answer } = await readRaw(client, QUERY);
    expect(answer).toEqual({ kind: "failed", reason: "invalid", message: `remote read: ${says}` });
    // The thread is there for the next one.
    expect((await readRaw(client, QUERY)).answer).toEqual(answer);
  });

  it("a connection that is cut", async () => {
    const { client } = await clientFor({
      read: (response) =>
        void response.writeHead(200, { "content-type": STREAMED }).write(whole, () => response.destroy()),
    });
    expect((await readRaw(client, QUERY)).answer).toMatchObject({ kind: "failed", reason: "unreachable" });
  });

  it("a stream that stands still", async () => {
    const { client } = await clientFor(
      { read: (response) => void response.writeHead(200, { "content-type": STREAMED }).write(whole) },
      { timeoutSeconds: 0.5 },
    );
    expect((await readRaw(client, QUERY)).answer).toMatchObject({ kind: "failed", reason: "timeout" });
  });

  it("a server that says nothing", async () => {
    const { client } = await clientFor({ read: () => undefined }, { timeoutSeconds: 0.5 });
    expect((await readRaw(client, QUERY)).answer).toMatchObject({ kind: "failed", reason: "timeout" });
  });

  it.each([
    { status: 500, reason: "unreachable" },
    { status: 503, reason: "unreachable" },
    { status: 429, reason: "unreachable" },
    { status: 504, reason: "timeout" },
    { status: 413, reason: "invalid" },
    { status: 422, reason: "invalid" },
  ])("a server that answers $status", async ({ status, reason }) => {
    const { client } = await clientFor({ read: refusing(status, "too much\nof it"), query: json(matrixOf()) });
    const message = `remote read: HTTP ${status}: too much`;
    expect((await readRaw(client, QUERY)).answer).toEqual({ kind: "failed", reason, message });
  });
});

describe("reading raw samples", () => {
  it("ends at once when it is given up, and nothing more is handed over", async () => {
    const giveUp = new AbortController();
    const { client } = await clientFor({
      read: (response) =>
        void response
          .writeHead(200, { "content-type": STREAMED })
          .write(Buffer.concat([whole, frameOf({ pod: "b" }), large({ pod: "c" })])),
    });
    let handed = 0;
    const answer = await client.rawSamples(
      QUERY,
      () => {
        handed++;
        giveUp.abort();
      },
      giveUp.signal,
    );
    expect(answer).toEqual({ kind: "failed", reason: "unreachable", message: "reading raw samples was given up" });
    expect(handed).toBe(1);
  });

  it("ends when the client is closed", async () => {
    const { client, asked } = await clientFor({
      read: (response) => void response.writeHead(200, { "content-type": STREAMED }).write(whole),
    });
    const read = readRaw(client, QUERY);
    while (!asked.includes("POST /api/v1/read")) await sleep(5);
    await client.close();
    expect((await read).answer).toMatchObject({ kind: "failed", reason: "unreachable" });
  });
});
