import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import { BUILD_TIMEOUT_MILLISECONDS, writeNativeHistogram } from "../fixtures/native-histogram.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { comparable, digestsOf, planOf, queryOf, readRaw } from "../fixtures/raw-samples.ts";

const END = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
const LENGTH = 500;
const PLAN = planOf(END - 86_400_000, END);

/** A counter that begins anew now and then, and tells when. */
const COUNTED = Array.from({ length: LENGTH }, (_, i) => ({
  atMs: END - (LENGTH - 1 - i) * 15_000 - (i % 9 === 0 ? 37 : 0),
  isAnew: i === 0 || (i > 100 && i % 70 === 0) || (i > 300 && i < 330),
})).map(
  (
    (startMs, value) =>
    ({ atMs, isAnew }) => {
      if (isAnew) [startMs, value] = [atMs - 3_777, 3];
      else value += atMs % 13;
      return { atMs, startMs, value };
    }
  )(0, 0),
);

let prometheus: PrometheusServer;
let client: Prometheus;
beforeAll(async () => {
  const { prometheus: program } = await ensurePrometheus3();
  prometheus = await startPrometheus(program, "--web.enable-otlp-receiver", "--enable-feature=st-storage");
  client = prometheusClient(prometheus.url);
}, BUILD_TIMEOUT_MILLISECONDS);
afterAll(async () => {
  await client.close();
  await prometheus.stop();
});

describe("raw samples of the past that came by OTLP", () => {
  it("come to what was written, where they are kept with the times at which their counters began", async () => {
    await writeCounter(prometheus.url);
    const { answer, digests } = await readRaw(client, queryOf("calls_total", PLAN));
    expect(answer).toEqual({ kind: "read", way: "remote read" });
    const labels = { __name__: "calls_total", job: "search" };
    const timestamps = COUNTED.map(({ atMs }) => atMs);
    const written = { labels, timestamps, values: COUNTED.map(({ value }) => value) };
    expect(comparable(digests)).toEqual(comparable(digestsOf([written], PLAN)));
  });

  it("are refused as a whole where they are native histograms", async () => {
    const points = [0, 1, 2].map((i) => ({ at: END / 1_000 - 60 + 30 * i, fast: i, slow: 0 }));
    await writeNativeHistogram(prometheus.url, points);
    expect((await readRaw(client, queryOf("rpc_duration_seconds", PLAN))).answer).toEqual({
      kind: "failed",
      reason: "invalid",
      message: "remote read: a native histogram where numbers were expected",
    });
  });
});

async function writeCounter(url: string): Promise<void> {
  const dataPoints = COUNTED.map(({ atMs, startMs, value }) => ({
    startTimeUnixNano: `${startMs}000000`,
    timeUnixNano: `${atMs}000000`,
    asDouble: value,
  }));
  const sum = { isMonotonic: true, aggregationTemporality: 2, dataPoints };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "search" } }] };
  const answer = await fetch(`${url}/api/v1/otlp/v1/metrics`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: "calls", sum }] }] }] }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
