import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { RawReader } from "../../../../src/adapters/prometheus/raw/raw-reader.ts";
import type { RawClient } from "../../../../src/adapters/prometheus/raw/way.ts";
import { Slices } from "../../../../src/adapters/prometheus/raw/slices.ts";
import type { SeriesDigest } from "../../../../src/core/ledger/past/series-digest.ts";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";
import { comparable, digestsOf, planOf, queryOf, readRaw } from "../../../fixtures/raw-samples.ts";
import { clientOf, closeClients } from "../tested-client.ts";
import { chunkedSeries, frame, xorChunk } from "./encoded.ts";
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
const READ = "POST /api/v1/read";
const EXPORT = "POST /api/v1/export";

/** A client of which nothing is asked but what a test gives it. */
const UNUSED: RawClient = {
  mostBytes: 1_000_000,
  open: () => Promise.reject(new Error("not asked")),
  instant: () => Promise.reject(new Error("not asked")),
  labelNames: () => Promise.resolve({ kind: "answered", value: [] }),
};

async function* noBody(): AsyncGenerator<Uint8Array, void> {}

const compressedPage: NonNullable<Answers["read"]> = (response) => {
  response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" });
  // Its end is still to come when it is refused.
  response.write(gzipSync("<html>".repeat(1_000)).subarray(0, -8));
};

const lines =
  (...texts: readonly string[]): NonNullable<Answers["exported"]> =>
  (response) =>
    void response.writeHead(200, { "content-type": "application/stream+json; charset=utf-8" }).end(texts.join("\n"));
const LINE = JSON.stringify({
  metric: { __name__: "x_total", pod: "a" },
  values: FIVE.map(([, value]) => value),
  timestamps: FIVE.map(([at]) => at),
});

const POD_A = digestsOf(
  [
    {
      labels: { __name__: "x_total", pod: "a" },
      timestamps: FIVE.map(([at]) => at),
      values: FIVE.map(([, value]) => Number(value)),
    },
  ],
  QUERY.plan,
);

describe("the way in which raw samples are read", () => {
  it.each([
    { way: "remote read", answers: { read: streamed(frameOf({ pod: "a" })) } },
    { way: "export", answers: { exported: lines(LINE) } },
    { way: "range selectors", answers: { query: json(matrixOf()) } },
  ])("is $way where that is the first that a server has, and leads to the same", async ({ way, answers }) => {
    const { answer } = listener(answers);
    const { answer: how, digests } = await readRaw(await clientOf(answer, LIMITS), QUERY);
    expect(how).toEqual({ kind: "read", way });
    expect(comparable(digests)).toEqual(comparable(POD_A));
  });

  it.each([
    { what: "404", refusal: refusing(404) },
    { what: "405", refusal: refusing(405) },
    { what: "501", refusal: refusing(501) },
    { what: "400, as VictoriaMetrics answers unknown paths", refusal: refusing(400, "unsupported path requested") },
    { what: "403, as a proxy that passes queries alone", refusal: refusing(403) },
    { what: "a redirect, which is not followed", refusal: refusing(302) },
    { what: "a page for people", refusal: json({}) },
    { what: "a page for people that is compressed", refusal: compressedPage },
    {
      what: "chunks of a kind that is not known",
      refusal: streamed(frame(chunkedSeries({ __name__: "x_total" }, [xorChunk(FIVE)], 9))),
    },
  ])("is another one after $what", async ({ refusal }) => {
    const { answer, asked } = listener({ read: refusal, exported: refusal, query: json(matrixOf()) });
    const client = await clientOf(answer, LIMITS);
    expect((await readRaw(client, QUERY)).answer).toEqual({ kind: "read", way: "range selectors" });
    expect(asked.filter((one) => one.includes("elsewhere"))).toEqual([]);
  });

  it("is remembered for an hour", async () => {
    const opened: string[] = [];
    const client: RawClient = {
      ...UNUSED,
      open(path) {
        opened.push(path);
        return Promise.resolve({ status: 404, contentType: "", body: noBody(), close: () => undefined });
      },
      instant: () => Promise.resolve({ kind: "answered", value: [] }),
    };
    let nowMs = 5_000;
    const reader = new RawReader(client, () => nowMs);
    const openedAfter = async (passedMs: number): Promise<readonly string[]> => {
      nowMs += passedMs;
      const answer = await reader.read(QUERY, () => undefined, new AbortController().signal);
      expect(answer).toEqual({ kind: "read", way: "range selectors" });
      return opened.splice(0);
    };
    expect(await openedAfter(0)).toEqual(["api/v1/read", "api/v1/export"]);
    expect(await openedAfter(1_800_000)).toEqual([]);
    expect(await openedAfter(1_799_999)).toEqual([]);
    expect(await openedAfter(1)).toEqual(["api/v1/read", "api/v1/export"]);
    await reader.close();
  });

  it("is another one the next time, when it turns out to be none after some samples were handed over", async () => {
    const unknown = frame(chunkedSeries({ __name__: "x_total", pod: "b" }, [xorChunk(FIVE)], 9));
    const { answer, asked } = listener({
      // Parts that come one after the other, so that the first is read by itself.
      read(response) {
        response
          .writeHead(200, { "content-type": STREAMED })
          .write(Buffer.concat([frameOf({ pod: "a" }), frameOf({ pod: "b" }), large({ pod: "c" })]), () =>
            setTimeout(() => response.end(unknown), 100),
          );
      },
      query: json(matrixOf()),
    });
    const client = await clientOf(answer, LIMITS);
    const { answer: first } = await readRaw(client, QUERY);
    expect(first).toMatchObject({ kind: "failed", reason: "unreachable" });
    const { answer: second, digests } = await readRaw(client, QUERY);
    expect(second).toEqual({ kind: "read", way: "range selectors" });
    expect(digests).toHaveLength(1);
    expect(asked.filter((one) => one === READ)).toHaveLength(1);
    expect(asked.filter((one) => one === EXPORT)).toHaveLength(1);
  });

  it("does not come to another one where the server has no answer this time", async () => {
    const { answer, asked } = listener({ read: refusing(500), query: json(matrixOf()) });
    expect((await readRaw(await clientOf(answer, LIMITS), QUERY)).answer).toMatchObject({ kind: "failed" });
    expect(asked.at(-1)).toBe(READ);
  });

  it("fails as queries do where the credentials are refused", async () => {
    const refused = refusing(401);
    const { answer } = listener({ labels: refused, read: refused, exported: refused, query: refused });
    expect((await readRaw(await clientOf(answer, LIMITS), QUERY)).answer).toEqual({
      kind: "failed",
      reason: "invalid",
      message:
        "range selectors: HTTP 401: the credentials or the tenant are missing or refused; name them in the settings of the source (bearerTokenFile, basicAuth, headers)",
    });
  });
});

describe("an export", () => {
  it.each([
    {
      fault: "words of an error",
      line: "cannot fetch data",
      says: "a line of the export is no JSON: cannot fetch data",
    },
    { fault: "half a line", line: LINE.slice(0, -9), says: "a line of the export is no JSON" },
    { fault: "no labels", line: '{"values":[],"timestamps":[]}', says: "a line of the export has no labels" },
    { fault: "a time without its value", line: LINE.replace("[0,", "["), says: "has not a value for each time" },
    { fault: "a value that is none", line: LINE.replace("[0,", "[{},"), says: "has a value that is no number" },
  ])("with $fault is refused as a whole", async ({ line, says }) => {
    const { answer } = listener({ exported: lines(LINE, line) });
    const { answer: how } = await readRaw(await clientOf(answer, LIMITS), QUERY);
    expect(how).toMatchObject({ kind: "failed", reason: "invalid" });
    expect("message" in how ? how.message : "").toContain(says);
  });

  it("may hold what is no number of events, beside what is", async () => {
    const { answer } = listener({ exported: lines(LINE.replace("[0,10", '[null,"Infinity"')) });
    const { digests } = await readRaw(await clientOf(answer, LIMITS), QUERY);
    expect(digests.map(({ pieces }) => Array.from(pieces))).toEqual([[NOW - 30_000, 20, NOW, 40]]);
  });
});

describe("range selectors", () => {
  /** A source with a sample each second, which cannot answer for more than so many at once. */
  const limited = (most: number): { readonly client: RawClient; readonly lengths: number[] } => {
    const lengths: number[] = [];
    return {
      lengths,
      client: {
        ...UNUSED,
        instant(promql, at) {
          const length = Number(/\[(\d+)s\]$/u.exec(promql)?.[1]);
          lengths.push(length);
          if (length > most)
            return Promise.resolve({ kind: "failed", reason: "rejected", message: "too many samples" });
          const timestamps = Array.from({ length }, (_, i) => Math.floor(at / 1_000 - length + 1 + i) * 1_000);
          const values = timestamps.map((time) => time / 1_000);
          return Promise.resolve({ kind: "answered", value: [{ labels: { a: "b" }, timestamps, values }] });
        },
      },
    };
  };
  const plan = planOf(NOW - 86_400_500, NOW);
  const read = async (client: RawClient, stepMs = plan.stepMs): Promise<readonly SeriesDigest[]> => {
    const digests: SeriesDigest[] = [];
    await new Slices(client).read(
      { ...QUERY, plan: { ...plan, stepMs } },
      (some) => void digests.push(...some),
      new AbortController().signal,
    );
    return digests;
  };

  it("come to the same however much is answered at once", async () => {
    const [all] = await read(limited(1e9).client);
    expect(all?.pieces).toEqual([NOW - 86_400_000, (NOW - 86_400_000) / 1_000, NOW, NOW / 1_000]);
    for (const most of [60, 700, 10_000]) expect(await read(limited(most).client)).toEqual([all]);
  });

  it("ask for as much as an answer may hold, after a first short one", async () => {
    const { client, lengths } = limited(1e9);
    await read(client);
    expect(lengths[0]).toBe(600);
    expect(Math.max(...lengths)).toBe(UNUSED.mostBytes / 2 / 25);
  });

  it("fail with what a server says of a minute", async () => {
    await expect(read(limited(10).client)).rejects.toThrow("too many samples");
  });

  it("are not asked for more than 20 million samples", async () => {
    const timestamps = Array.from({ length: 1_000_000 }, () => NOW);
    const value: readonly SampleSeries[] = [{ labels: {}, timestamps, values: timestamps }];
    const client: RawClient = { ...UNUSED, instant: () => Promise.resolve({ kind: "answered", value }) };
    await expect(read(client)).rejects.toThrow("more than 20000000 samples");
  });

  it("are not counted side by side in more than 16 million steps", async () => {
    const value: readonly SampleSeries[] = [{ labels: {}, timestamps: [NOW], values: [1] }];
    const client: RawClient = { ...UNUSED, instant: () => Promise.resolve({ kind: "answered", value }) };
    await expect(read(client, 5)).rejects.toThrow("all series side by side have more than 16000000 steps");
  });
});
