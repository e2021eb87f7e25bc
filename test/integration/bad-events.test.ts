import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import type { Indicator } from "../../src/core/objective/indicator.ts";
import type { BadEventsView } from "../../src/service/http/views/bad-events-view.ts";
import { type Instant, instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { counter, indicators } from "../fixtures/objectives.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { serveApp, type ServedApp } from "../fixtures/served-app.ts";
import { status } from "../fixtures/statuses.ts";

const SCRAPE_MS = 15_000;
const HOUR_MS = 3_600_000;
const HOSTILE = `/pay"} or vector(1) or x{a="\\`;

let prometheus: PrometheusServer;
let client: Prometheus;
let at: Instant;
let app: ServedApp | undefined;
beforeAll(async () => {
  prometheus = await startPrometheus();
  client = prometheusClient(prometheus.url, ["prometheus_replica"]);
  at = instant(Math.floor(Date.now() / SCRAPE_MS) * SCRAPE_MS);
  const length = (2 * HOUR_MS) / SCRAPE_MS;
  const timestamps = Float64Array.from({ length }, (_, i) => at - (length - 1 - i) * SCRAPE_MS);
  /** So many events a scrape. */
  const counts = (name: string, labels: object, each: number) => ({
    labels: { __name__: name, job: "shop", ...labels },
    timestamps,
    values: Float64Array.from({ length }, (_, i) => i * each),
  });
  await writeSeries(prometheus.url, [
    // Of 1,000 events a scrape 100 fail: 83 of the 120 of /pay, and 17 of all others; all on both pods alike.
    ...["a", "b"].flatMap((pod) => [
      counts("requests_total", { pod, handler: HOSTILE, code: "500" }, 41.5),
      counts("requests_total", { pod, handler: HOSTILE, code: "200" }, 18.5),
      counts("requests_total", { pod, handler: "/cart", code: "500" }, 8.5),
      counts("requests_total", { pod, handler: "/cart", code: "200" }, 431.5),
    ]),
    ...[
      ["/slow", 50],
      ["/fast", 99],
    ].flatMap(([handler, fast]) => [
      counts("seconds_bucket", { handler, le: "0.3" }, Number(fast)),
      counts("seconds_bucket", { handler, le: "+Inf" }, 100),
      counts("seconds_count", { handler }, 100),
    ]),
    counts("quiet_total", {}, 1),
  ]);
});
afterEach(async () => {
  await app?.close(0);
  app = undefined;
});
afterAll(async () => {
  await client.close();
  await prometheus.stop();
});

async function told(
  indicator: Indicator,
  query = "",
  by: Readonly<Record<string, string>> = {},
): Promise<BadEventsView> {
  const split = { by: Object.keys(by), byInData: {} };
  app = await serveApp({
    statuses: [status({ objective: { slo: "slo", indicator, ...split }, by, at })],
    looksAt: new Map([["default", client]]),
  });
  const answer = await fetch(`${app.url}/api/v1/slos/checkout/slo/bad-events${query}`);
  return (await answer.json()) as BadEventsView;
}

const total = [counter("requests_total", { job: "shop" })];
const bad = [counter("requests_total", { job: "shop" }, { code: "5.." })];
const EVENTS: Indicator = { kind: "events", total, counted: { as: "bad", selectors: bad } };

describe("the label values that carry bad events", () => {
  it("are told with their shares of the bad events and of all, places last, whatever they hold", async () => {
    const view = await told(EVENTS);
    expect(view).toMatchObject({ problem: null, note: null, service: "checkout", slo: "slo" });
    expect((Date.parse(view.to) - Date.parse(view.from)) / 1000).toBe(3600);
    // 240 scrapes an hour, of 100 failures each.
    expect(view.bad).toBeCloseTo(24_000, -2);
    expect(view.labels.map(({ label }) => label)).toEqual(["code", "handler", "pod"]);
    const [code, handler, pod] = view.labels;
    expect(code?.values).toEqual([
      expect.objectContaining({ value: "500", shareOfBad: 1, shareOfAll: expect.closeTo(0.1, 3) }),
    ]);
    expect(handler?.values.map(({ value }) => value)).toEqual([HOSTILE, "/cart"]);
    expect(handler?.values[0]?.shareOfBad).toBeCloseTo(0.83, 3);
    expect(handler?.values[0]?.shareOfAll).toBeCloseTo(0.12, 3);
    expect(handler?.values[1]?.shareOfAll).toBeCloseTo(0.88, 3);
    expect(pod?.values.map(({ shareOfBad }) => shareOfBad)).toEqual([expect.closeTo(0.5, 3), expect.closeTo(0.5, 3)]);
    // Each query can be gone on from.
    const answered = await prometheus.instant(handler?.query ?? "", at / 1000);
    expect(answered.map(({ metric }) => metric["handler"])).toEqual([HOSTILE, "/cart"]);
  });

  it("are those of one group alone, without the label that splits", async () => {
    const view = await told(EVENTS, `?by.handler=${encodeURIComponent(HOSTILE)}`, { handler: HOSTILE });
    expect(view.bad).toBeCloseTo(19_920, -2);
    expect(view.labels.map(({ label }) => label)).toEqual(["code", "pod"]);
    expect(view.labels[0]?.values[0]?.shareOfAll).toBeCloseTo(83 / 120, 3);
  });

  it.each<[what: string, indicator: Indicator]>([
    [
      "good events",
      {
        kind: "events",
        total,
        counted: { as: "good", selectors: [counter("requests_total", { job: "shop", code: "200" })] },
      },
    ],
    [
      "a histogram",
      {
        kind: "latency",
        histogram: counter("seconds", { job: "shop" }),
        form: "classic",
        unit: "seconds",
        under: seconds(0.3),
      },
    ],
  ])("are counted from %s", async (_what, indicator) => {
    const view = await told(indicator);
    expect(view.problem).toBeNull();
    const top = view.labels.find(({ label }) => label === "handler")?.values[0];
    if (indicator.kind === "latency")
      expect(top).toMatchObject({ value: "/slow", shareOfBad: expect.closeTo(50 / 51, 3) });
    else expect(top).toMatchObject({ value: HOSTILE, shareOfBad: expect.closeTo(0.83, 3) });
  });

  it("are none where nothing failed", async () => {
    const view = await told({
      kind: "events",
      total: [counter("quiet_total")],
      counted: { as: "bad", selectors: [counter("quiet_failed_total")] },
    });
    expect(view).toMatchObject({ problem: null, bad: 0, labels: [] });
  });

  it("are refused where queries of an author count, for longer than a day, and for less than a minute", async () => {
    expect(await told(indicators.promql)).toMatchObject({ code: "bad-parameter" });
    const to = at / 1000;
    await app?.close(0);
    expect(await told(EVENTS, `?from=${to - 90_000}&to=${to}`)).toMatchObject({ code: "bad-parameter" });
    await app?.close(0);
    expect(await told(EVENTS, `?from=${to - 30}&to=${to}`)).toMatchObject({ code: "bad-parameter" });
    await app?.close(0);
    expect(await told(EVENTS, `?from=${to - 1800}&to=${to}`)).toMatchObject({ bad: expect.closeTo(12_000, -2) });
  });

  it("are not known where nobody answers", async () => {
    const nobody = prometheusClient("http://127.0.0.1:1");
    app = await serveApp({ statuses: [status()], looksAt: new Map([["default", nobody]]) });
    const view = (await (
      await fetch(`${app.url}/api/v1/slos/checkout/availability/bad-events`)
    ).json()) as BadEventsView;
    await nobody.close();
    expect(view).toMatchObject({ bad: null, labels: [], problem: expect.stringContaining("ECONNREFUSED") });
  });
});
