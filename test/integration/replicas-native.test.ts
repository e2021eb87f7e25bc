import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { Ledger } from "../../src/core/ledger/ledger.ts";
import { printExpression } from "../../src/core/promql/print.ts";
import { eventRates } from "../../src/core/sli/rates.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { evaluateOnce } from "../../src/service/control/evaluate-once.ts";
import { ask } from "../../src/service/control/ledger-answer.ts";
import { answeredValue } from "../fixtures/answered-value.ts";
import { specWith } from "../fixtures/code-examples.ts";
import { liveFindings } from "../fixtures/live-check.ts";
import {
  BUILD_TIMEOUT_MILLISECONDS,
  startForNativeHistograms,
  writeNativeHistogram,
} from "../fixtures/native-histogram.ts";
import { counter, objective } from "../fixtures/objectives.ts";
import { prometheusClient, readerAt } from "../fixtures/prometheus-client.ts";
import type { PrometheusServer } from "../fixtures/prometheus-server.ts";

const LABELS = ["replica"];
const LENGTH = 3600;
/** Of every ten calls of a second so many take longer than a second; 3 of them a second in all. */
const SLOW_SHARE = 0.1;

/** The newest sample: history has a step that ends within the two minutes after it, and a rate there. */
const NEWEST = Math.floor(Date.now() / 300_000) * 300 - 90;

/** What has been counted by a second, three calls in each; it began with some. */
const countedBy = (second: number) => {
  const all = 500 + 3 * second + ((second >> 6) % 3);
  const slow = Math.floor(all * SLOW_SHARE);
  return { fast: all - slow, slow };
};

/** The second replica has missed ten minutes. */
const REPLICAS = [
  { replica: "a", offset: 0, gap: [0, 0] },
  { replica: "b", offset: 11, gap: [1200, 1800] },
] as const;

const slo = objective({
  indicator: {
    kind: "latency",
    histogram: counter("rpc_duration_seconds", { job: "search" }),
    form: "native",
    unit: "seconds",
    under: seconds(1),
  },
});

let prometheus: PrometheusServer;
beforeAll(async () => {
  prometheus = await startForNativeHistograms();
  for (const { replica, offset, gap } of REPLICAS) {
    const points = Array.from({ length: LENGTH / 15 + 1 }, (_, i) => i * 15 - offset)
      .filter((second) => second >= 0 && (second < gap[0] || second >= gap[1]))
      .map((second) => ({ at: NEWEST - LENGTH + second, ...countedBy(second) }));
    await writeNativeHistogram(prometheus.url, points, { replica });
  }
}, BUILD_TIMEOUT_MILLISECONDS);
afterAll(() => prometheus?.stop());

const window = (status: ObjectiveStatus | undefined, name: string) =>
  status?.windows.find((one) => one.window === name) ?? { total: Number.NaN, bad: Number.NaN };

/** As the ledger reads history. */
async function inHistory(labels: readonly string[]): Promise<ObjectiveStatus | undefined> {
  const client = prometheusClient(prometheus.url, labels);
  const { statuses } = answeredValue(await evaluateOnce(readerAt(client, instant(NEWEST * 1000)), [slo], seconds(30)));
  await client.close();
  return statuses[0];
}

/** As the ledger follows what comes in, step by step. */
async function followed(labels: readonly string[]): Promise<ObjectiveStatus | undefined> {
  const client = prometheusClient(prometheus.url, labels);
  const ledger = new Ledger({ step: seconds(30), replicaLabels: labels });
  const from = (NEWEST - 2400) * 1000;
  ledger.follow([slo], instant(from));
  for (let atMs = from; atMs <= NEWEST * 1000; atMs += 30_000) {
    const at = instant(atMs);
    ledger.ingest(at, await Promise.all(ledger.plan(at).map((query) => ask(client, query))));
  }
  await client.close();
  return ledger.read(instant(NEWEST * 1000))[0];
}

describe("native histograms of two replicas", () => {
  it.each([
    { how: "in history", read: inHistory },
    { how: "while they are followed", read: followed },
  ])(
    "count each call once $how",
    async ({ read }) => {
      const status = await read(LABELS);
      // Also in the half hour of which one of them has missed ten minutes.
      for (const [name, length] of [
        ["5m", 300],
        ["30m", 1800],
      ] as const) {
        const { total, bad } = window(status, name);
        expect(total / (3 * length)).toBeGreaterThan(0.97);
        expect(total / (3 * length)).toBeLessThan(1.03);
        expect(bad / total).toBeGreaterThan(SLOW_SHARE - 0.01);
        expect(bad / total).toBeLessThan(SLOW_SHARE + 0.01);
      }
      // Whoever does not know of the replicas counts twice.
      expect(window(await read([]), "5m").total / 900).toBeGreaterThan(1.9);
    },
    60_000,
  );

  it("count each call once in rules, by what the settings name", async () => {
    const rateOf = async (replicaLabels: readonly string[]): Promise<number | undefined> => {
      const expr = printExpression(eventRates({ ...slo, replicaLabels }, seconds(300)).total);
      return (await prometheus.instant(expr, NEWEST))[0]?.samples[0]?.value;
    };
    expect(await rateOf(LABELS)).toBeCloseTo(3, 1);
    expect(await rateOf([])).toBeCloseTo(6, 1);
  });

  it("are found by a check", async () => {
    const spec = specWith("live", "window: 1d\nlatency: {histogram: rpc_duration_seconds, under: 1s, type: native}");
    const found = (await liveFindings(prometheus.url, spec)).filter(({ code }) => code === "events-counted-twice");
    expect(found.map(({ remedy }) => remedy)).toEqual([
      "write replicaLabels: [replica] beside the url of this source in the settings, and generate the rules anew",
    ]);
  });
});
