import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { KedaClient, trigger } from "../fixtures/keda.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const spec = (perReplica: number): string => `
version: headroom/v1
service: shop
namespace: shop
slos:
  - name: availability
    target: 99%
    events: {total: 'http_requests_total{job="shop"}', bad: 'http_requests_total{job="shop",code="500"}'}
scaling:
  - name: web
    target: Deployment/web
    mode: publish
    slos: [availability]
    demand: sum(rate(http_requests_total{job="shop"}[1m]))
    capacity: {perReplica: ${perReplica}, utilization: 0.8}
    limits: {min: 3, max: 40}
    stale: {maxAge: 20s}
`;

const SCRAPE_MS = 5_000;
const WHOLE_MS = 20 * 60_000;
const WEB = trigger({ service: "shop", scaling: "web" });
const BURN = trigger({
  metric: "slo_burn_rate",
  service: "shop",
  slo: "availability",
  window: "5m",
  targetValue: "14.4",
});

let folder: string;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess;
let keda: KedaClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-keda-"));
  await writeFile(join(folder, "shop.yaml"), spec(50));
  prometheus = await startPrometheus();
  const fromMs = Math.floor(Date.now() / SCRAPE_MS) * SCRAPE_MS - WHOLE_MS / 2;
  const length = WHOLE_MS / SCRAPE_MS;
  const counter = (code: string, perSecond: number) => ({
    labels: { __name__: "http_requests_total", job: "shop", instance: "1:80", code },
    timestamps: Float64Array.from({ length }, (_, i) => fromMs + i * SCRAPE_MS),
    values: Float64Array.from({ length }, (_, i) => (i * perSecond * SCRAPE_MS) / 1000),
  });
  // 900 requests a second, of which 1 in 100 fails.
  await writeSeries(prometheus.url, [counter("200", 891), counter("500", 9)]);
  headroom = await serveHeadroom([
    `--prometheus=${prometheus.url}`,
    `--specs=${folder}`,
    "--specs-settle=100ms",
    "--specs-poll=1s",
    "--step=1s",
    "--scaling-step=1s",
    "--keda-listen=127.0.0.1:0",
  ]);
  keda = new KedaClient(String((await headroom.logged("listening for KEDA"))["address"]));
}, 60_000);
afterAll(async () => {
  keda.close();
  await headroom.stop();
  await prometheus.stop();
  await rm(folder, { recursive: true });
});

const PATIENCE = { timeout: 25_000, interval: 100 };

describe("KEDA, on a real Prometheus", () => {
  it("reads what demand needs, and the burn as a gate", async () => {
    await vi.waitFor(
      async () =>
        expect(await keda.getMetrics(WEB)).toMatchObject({
          body: { metricValues: [{ metricValue: 23n, metricValueFloat: expect.closeTo(22.5, 2) }] },
        }),
      PATIENCE,
    );
    expect(await keda.isActive(WEB)).toMatchObject({ body: { result: true } });
    await vi.waitFor(
      async () =>
        expect(await keda.getMetrics(BURN, "slo_burn_rate")).toMatchObject({
          body: { metricValues: [{ metricValueFloat: expect.closeTo(1, 2) }] },
        }),
      PATIENCE,
    );
  }, 60_000);

  it("reads the new number after a reload, by the stream that it has open", async () => {
    const stream = keda.streamMetricSpec(WEB);
    await vi.waitFor(() => expect(stream.messages).toHaveLength(1), PATIENCE);
    await writeFile(join(folder, "shop.yaml"), spec(100));
    await vi.waitFor(
      async () =>
        expect(await keda.getMetrics(WEB)).toMatchObject({
          body: { metricValues: [{ metricValueFloat: expect.closeTo(11.25, 2) }] },
        }),
      PATIENCE,
    );
    expect([stream.messages.length, stream.end]).toEqual([1, undefined]);
    stream.cancel();
  }, 60_000);

  it("hears an error and never an old number once Prometheus is gone, and the spec all the same", async () => {
    const stream = keda.streamIsActive(WEB);
    await vi.waitFor(() => expect(stream.messages).toHaveLength(1), PATIENCE);
    await prometheus.stop();
    await vi.waitFor(async () => expect(await keda.getMetrics(WEB)).toMatchObject({ code: "UNAVAILABLE" }), PATIENCE);
    expect(await keda.isActive(WEB)).toMatchObject({ code: "UNAVAILABLE" });
    expect(await keda.getMetricSpec(WEB)).toMatchObject({ code: "OK" });
    expect([stream.messages.length, stream.end]).toEqual([1, undefined]);
  }, 60_000);
});
