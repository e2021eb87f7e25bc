import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries, type WrittenSeries } from "../../demo/backfill/remote-write.ts";
import { Ledger } from "../../src/core/ledger/ledger.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { days, seconds } from "../../src/core/units/seconds.ts";
import { instant } from "../../src/core/units/instant.ts";
import { evaluateOnce } from "../../src/service/control/evaluate-once.ts";
import { ask } from "../../src/service/control/ledger-answer.ts";
import { answeredValue } from "../fixtures/answered-value.ts";
import { objective } from "../fixtures/objectives.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

/** Seconds of the story, which ends now. */
const LENGTH = 26 * 3600;
const INTERVAL = 15;
const LABELS = ["prometheus_replica"];

/** Events within a second: a load that swings, with a failure every 50 s or, in one hour, every 10 s. */
const eventsAt = (second: number): { readonly good: number; readonly bad: number } => {
  const isBadHour = second > LENGTH - 3600 && second < LENGTH - 1800;
  return { good: 5 + ((second >> 9) % 5), bad: second % (isBadHour ? 10 : 50) === 0 ? 1 : 0 };
};

/** Each second at which the process starts anew: of one start the first replica sees nothing. */
const RESTARTS = new Set([20_000, 50_000, LENGTH - 5_000, LENGTH - 900]);

/** What a scrape of each second would read. */
const COUNTERS = Array.from({ length: LENGTH + 1 }, () => ({ "200": 0, "500": 0 }));
for (let second = 1; second <= LENGTH; second++) {
  const { good, bad } = eventsAt(second);
  const last = RESTARTS.has(second) ? { "200": 0, "500": 0 } : (COUNTERS[second - 1] ?? { "200": 0, "500": 0 });
  COUNTERS[second] = { "200": last["200"] + good, "500": last["500"] + bad };
}

const truth = (from: number): { readonly total: number; readonly bad: number } => {
  let [total, bad] = [0, 0];
  for (let second = from + 1; second <= LENGTH; second++) {
    const events = eventsAt(second);
    total += events.good + events.bad;
    bad += events.bad;
  }
  return { total, bad };
};

/** Stretches in which a replica scrapes nothing, and every so many scrapes it misses one. */
const REPLICAS = [
  {
    name: "a",
    offset: 0,
    gaps: [
      [49_700, 50_400],
      [LENGTH - 2400, LENGTH - 1500],
      [LENGTH - 600, LENGTH],
    ],
    misses: 7,
  },
  {
    name: "b",
    offset: 8,
    gaps: [
      [30_000, 33_000],
      [LENGTH - 4000, LENGTH - 3000],
    ],
    misses: 11,
  },
] as const;

function written(startMs: number): readonly WrittenSeries[] {
  return REPLICAS.flatMap(({ name, offset, gaps, misses }) => {
    const scrapes = Array.from(
      { length: Math.floor((LENGTH - offset) / INTERVAL) + 1 },
      (_, i) => offset + i * INTERVAL,
    ).filter((second, i) => i % misses !== 0 && !gaps.some(([from, to]) => second > from && second <= to));
    return (["200", "500"] as const).map((code) => ({
      labels: { __name__: "http_requests_total", job: "checkout", instance: "i", code, prometheus_replica: name },
      timestamps: scrapes.map((second) => startMs + second * 1000),
      values: scrapes.map((second) => COUNTERS[second]?.[code] ?? 0),
    }));
  });
}

let prometheus: PrometheusServer;
let startMs: number;
beforeAll(async () => {
  prometheus = await startPrometheus();
  startMs = Math.floor(Date.now() / 1000) * 1000 - LENGTH * 1000;
  await writeSeries(prometheus.url, written(startMs));
}, 60_000);
afterAll(() => prometheus?.stop());

const slo = objective({ window: { kind: "rolling", length: days(1) } });
const countsOf = (status: ObjectiveStatus | undefined, window: string): { total: number; bad: number } => {
  const found = status?.windows.find((one) => one.window === window);
  return { total: found?.total ?? 0, bad: found?.bad ?? 0 };
};

/** A live ledger that has followed the last hour and a half, step by step. */
async function followed(labels: readonly string[]): Promise<ObjectiveStatus | undefined> {
  const client = prometheusClient(prometheus.url, labels);
  const ledger = new Ledger({ step: seconds(30), replicaLabels: labels });
  const endMs = startMs + LENGTH * 1000;
  ledger.follow([slo], instant(endMs - 5_400_000));
  for (let atMs = endMs - 5_400_000; atMs <= endMs; atMs += 30_000) {
    const at = instant(atMs);
    ledger.ingest(at, await Promise.all(ledger.plan(at).map((query) => ask(client, query))));
  }
  await client.close();
  return ledger.read(instant(endMs))[0];
}

describe("two replicas of a Prometheus, each of which misses scrapes", () => {
  it("count each event of the last hour once while they are followed, restarts and all", async () => {
    const { total, bad } = truth(LENGTH - 3600);
    const counted = countsOf(await followed(LABELS), "1h");
    expect(counted.total / total).toBeGreaterThan(0.98);
    expect(counted.total / total).toBeLessThan(1.02);
    expect(counted.bad / bad).toBeGreaterThan(0.97);
    expect(counted.bad / bad).toBeLessThan(1.03);
    // Whoever does not know of the replicas counts twice.
    expect(countsOf(await followed([]), "1h").total / total).toBeGreaterThan(1.7);
  }, 120_000);

  it("count each event of a day once in its history", async () => {
    const client = prometheusClient(prometheus.url, LABELS);
    const [status] = answeredValue(await evaluateOnce(client, [slo], seconds(30))).statuses;
    await client.close();
    const { total, bad } = truth(LENGTH - 86_400);
    const counted = countsOf(status, "slo");
    expect(counted.total / total).toBeGreaterThan(0.98);
    expect(counted.total / total).toBeLessThan(1.02);
    expect(counted.bad / bad).toBeGreaterThan(0.99);
    expect(counted.bad / bad).toBeLessThan(1.01);
  }, 120_000);
});
