import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { evaluateOnce } from "../../src/service/control/evaluate-once.ts";
import { BUILD_TIMEOUT_MILLISECONDS, startWithNativeHistogram } from "../fixtures/native-histogram.ts";
import { counter, objective } from "../fixtures/objectives.ts";
import { answeredValue } from "../fixtures/answered-value.ts";
import { prometheusClient, readerAt } from "../fixtures/prometheus-client.ts";
import type { PrometheusServer } from "../fixtures/prometheus-server.ts";

const under = (bound: number, slo: string) =>
  objective({
    slo,
    indicator: {
      kind: "latency",
      histogram: counter("rpc_duration_seconds", { job: "search" }),
      form: "native",
      unit: "seconds",
      under: seconds(bound),
    },
  });

/** The newest sample: history has a step that ends within the two minutes after it, and a rate there. */
const NEWEST = Math.floor(Date.now() / 300_000) * 300 - 90;

let prometheus: PrometheusServer;

beforeAll(async () => {
  prometheus = await startWithNativeHistogram(NEWEST);
}, BUILD_TIMEOUT_MILLISECONDS);

afterAll(() => prometheus?.stop());

async function statusesAfter(secondsLater: number): Promise<readonly ObjectiveStatus[]> {
  const client = prometheusClient(prometheus.url);
  const reader = readerAt(client, instant((NEWEST + secondsLater) * 1000));
  const objectives = [under(1, "within-a-second"), under(0.5, "within-half")];
  const { statuses } = answeredValue(await evaluateOnce(reader, objectives, seconds(30)));
  await client.close();
  return statuses;
}

describe("the ledger on native histograms", () => {
  it("counts what is within the bound, and what is not", async () => {
    const [good, bad] = await statusesAfter(0);
    const fiveMinutes = (status: ObjectiveStatus | undefined) => status?.windows.find(({ window }) => window === "5m");
    // Two calls a second, all of them between half a second and a second.
    for (const status of [good, bad]) expect(Math.abs((fiveMinutes(status)?.total ?? 0) - 600)).toBeLessThan(60);
    expect(fiveMinutes(good)?.bad).toBeCloseTo(0, 6);
    expect(fiveMinutes(bad)?.bad).toBeCloseTo(fiveMinutes(bad)?.total ?? Number.NaN, 6);
    expect(good?.approximate).toBe(true);
  });

  it("knows the percentiles, as Prometheus computes them", async () => {
    const [status] = await statusesAfter(0);
    for (const quantile of ["0.5", "0.95", "0.99"] as const) {
      // One bucket from 0.5 to 1, and exponential steps between its bounds.
      expect(status?.latency?.[quantile]).toEqual({
        kind: "value",
        value: expect.closeTo(0.5 * 2 ** Number(quantile), 6),
        at: expect.any(Number),
      });
    }
  });

  it("says so when no more samples come in, long before the rates of Prometheus run dry", async () => {
    const [answered] = await prometheus.instant(
      'histogram_count(sum(rate(rpc_duration_seconds{job="search"}[5m])))',
      NEWEST + 120,
    );
    expect(answered?.samples[0]?.value).toBeGreaterThan(0);
    const [status] = await statusesAfter(120);
    expect(status).toMatchObject({ state: "no-data", latency: { "0.95": { kind: "noData", reason: "stale" } } });
    expect(status?.windows[0]?.burnRate).toEqual({ kind: "noData", reason: "stale" });
    expect(status?.ageSeconds).toBe(120);
  });
});
