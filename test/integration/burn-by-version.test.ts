import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { Indicator } from "../../src/core/objective/indicator.ts";
import { type Instant, instant } from "../../src/core/units/instant.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { withBurnByVersion } from "../../src/service/controllers/scaling/burn-by-version.ts";
import { counter, objective } from "../fixtures/objectives.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { observation, policy } from "../fixtures/scaling.ts";

const SCRAPE_MS = 5_000;

let prometheus: PrometheusServer;
let at: Instant;
beforeAll(async () => {
  prometheus = await startPrometheus();
  at = instant(Math.floor(Date.now() / SCRAPE_MS) * SCRAPE_MS);
  const length = (10 * 60_000) / SCRAPE_MS;
  const timestamps = Float64Array.from({ length }, (_, i) => at - (length - 1 - i) * SCRAPE_MS);
  const series = (name: string, labels: object, valueOf: (i: number) => number) => ({
    labels: { __name__: name, ...labels },
    timestamps,
    values: Float64Array.from({ length }, (_, i) => valueOf(i)),
  });
  /** So many a scrape. */
  const counts = (name: string, labels: object, each: number) => series(name, labels, (i) => i * each);
  await writeSeries(prometheus.url, [
    // v1 has never failed, and so has no series of failures; v2 fails half of the time, but for /health.
    counts("requests_total", { version: "v1", code: "200", handler: "/buy" }, 100),
    counts("requests_total", { version: "v2", code: "200", handler: "/buy" }, 50),
    counts("requests_total", { version: "v2", code: "500", handler: "/buy" }, 50),
    counts("requests_total", { version: "v2", code: "200", handler: "/health" }, 1_000),
    // v3 does nothing.
    counts("requests_total", { version: "v3", code: "200", handler: "/buy" }, 0),
    ...["v1", "v2"].flatMap((version) => [
      counts("seconds_bucket", { version, le: "0.3" }, version === "v1" ? 99 : 80),
      counts("seconds_bucket", { version, le: "+Inf" }, 100),
      counts("seconds_count", { version }, 100),
    ]),
    series("up_now", { version: "v1" }, () => 1),
    series("up_now", { version: "v2" }, (i) => i % 2),
  ]);
});
afterAll(() => prometheus.stop());

/** Burns for a target of 90 %, as if both versions were seen. */
async function burns(indicator: Indicator, by: readonly string[] = []): Promise<Readonly<Record<string, number>>> {
  const client = prometheusClient(prometheus.url);
  const now = observation({ at, burn: 9, versions: ["v1", "v2"] });
  const [slo] = await withBurnByVersion(now.slos, {
    policy: policy(),
    objectives: [objective({ slo: "latency", target: ratio(0.9), indicator, by })],
    now,
    rollout: undefined,
    ask: (promql) => client.instant(promql, at),
  });
  await client.close();
  return slo?.burnByVersion ?? {};
}

const total = [counter("requests_total")];
const bad = [counter("requests_total", { code: "500" })];

describe("the burn of each version", () => {
  it.each<[what: string, indicator: Indicator, v1: number, v2: number]>([
    // 50 of 1,100.
    ["bad events", { kind: "events", total, counted: { as: "bad", selectors: bad } }, 0, 50 / 110],
    [
      "good events, of which one version has none",
      {
        kind: "events",
        total: [counter("requests_total", { handler: "/buy" })],
        counted: { as: "good", selectors: [counter("requests_total", { version: "v1" })] },
      },
      0,
      10,
    ],
    [
      "a classic histogram",
      { kind: "latency", histogram: counter("seconds"), form: "classic", unit: "seconds", under: seconds(0.3) },
      0.1,
      2,
    ],
    ["a probe", { kind: "probe", success: counter("up_now") }, 0, 5],
    [
      "the author's own queries by version",
      {
        kind: "promql",
        errors: 'sum by (version) (rate(requests_total{code="500"}[{{window}}]))',
        total: "sum by (version) (rate(requests_total[{{window}}]))",
      },
      0,
      50 / 110,
    ],
  ])("is counted from %s", async (_what, indicator, v1, v2) => {
    const found = await burns(indicator);
    expect(Object.keys(found)).toEqual(["v1", "v2"]);
    expect(found["v1"]).toBeCloseTo(v1, 6);
    expect(found["v2"]).toBeCloseTo(v2, indicator.kind === "probe" ? 0 : 6);
  });

  it("is that of the group which stands worst", async () => {
    const found = await burns({ kind: "events", total, counted: { as: "bad", selectors: bad } }, ["handler"]);
    expect(found).toEqual({ v1: 0, v2: expect.closeTo(5, 6) });
  });

  it("is not told where the author's queries add versions up", async () => {
    const errors = 'sum(rate(requests_total{code="500"}[{{window}}]))';
    expect(await burns({ kind: "promql", errors, total: "sum(rate(requests_total[{{window}}]))" })).toEqual({});
  });
});
