import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { specWith } from "../fixtures/code-examples.ts";
import { liveFindings } from "../fixtures/live-check.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

/** A minute. */
const STEP = 60_000;
const MINUTES = 120;

/** What a series is worth after so many minutes. */
const VALUES: Readonly<Record<string, (minute: number) => number>> = {
  // A sum of each minute, as exporters of clouds write it, with a steady 5 % of errors.
  'cloud_request_count{class="2xx"}': (minute) => 900 + ((minute * 37) % 100),
  'cloud_request_count{class="5xx"}': () => 50,
  http_requests_total: (minute) => minute * 180,
  // Every quarter of an hour its process starts anew.
  restarted_total: (minute) => (minute % 15) * 10,
  // One burst in the last ten minutes, and silence before.
  bursts_total: (minute) => Math.max(0, minute - (MINUTES - 10)) * 600,
  faded_total: (minute) => Math.min(minute, MINUTES - 20) * 600,
};

let prometheus: PrometheusServer;
beforeAll(async () => {
  prometheus = await startPrometheus();
  const now = Date.now();
  await writeSeries(
    prometheus.url,
    Object.entries(VALUES).map(([name, valueAt]) => {
      const [, metric = "", klass] = /^(\w+)(?:\{class="(\w+)"\})?$/.exec(name) ?? [];
      return {
        labels: { __name__: metric, ...(klass === undefined ? {} : { class: klass }) },
        timestamps: Array.from({ length: MINUTES }, (_, i) => now - (MINUTES - 1 - i) * STEP),
        values: Array.from({ length: MINUTES }, (_, i) => valueAt(i)),
      };
    }),
  );
}, 30_000);
afterAll(() => prometheus?.stop());

const CODES = new Set(["gauge-as-counter", "probe-not-boolean", "counts-per-window"]);
const told = async (indicator: string): Promise<readonly string[]> =>
  (await liveFindings(prometheus.url, specWith("live", `description: One.\nwindow: 1d\n${indicator}`)))
    .filter(({ code }) => CODES.has(code))
    .map(({ problem }) => problem);
const query = (total: string): string =>
  `promql: {errors: 'sum(rate(http_requests_total{a="b"}[{{window}}]))', total: '${total}'}`;

describe("values that fall again and again", () => {
  it("are no counter's", async () => {
    expect(await told("events: {total: cloud_request_count, bad: 'cloud_request_count{class=\"5xx\"}'}")).toEqual([
      expect.stringMatching(
        /^cloud_request_count is no counter: it fell \d\d times within the last hour, and a counter falls only when its process starts anew$/,
      ),
    ]);
  });

  it.each(["restarted_total", "http_requests_total", "bursts_total"])("are not those of %s", async (metric) => {
    expect(await told(`events: {total: ${metric}, bad: '${metric}{code="500"}'}`)).toEqual([]);
  });

  it("have the share that the remedy reads", async () => {
    const indicator = "events: {total: cloud_request_count, bad: 'cloud_request_count{class=\"5xx\"}'}";
    const found = await liveFindings(prometheus.url, specWith("live", `window: 1d\n${indicator}`));
    const remedy = found.find(({ code }) => code === "gauge-as-counter")?.remedy ?? "";
    const [, errors = "", total = ""] = /promql: \{errors: '(.*)', total: '(.*)'\}, each/.exec(remedy) ?? [];
    const [series] = await prometheus.instant(`(${errors}) / (${total})`.replaceAll("{{window}}", "1h"));
    const value = series?.samples[0]?.value;
    expect(value).toBeGreaterThan(0.049);
    expect(value).toBeLessThan(0.053);
  });
});

describe("a success", () => {
  it("is no counter", async () => {
    expect(await told("probe: {success: http_requests_total}")).toEqual([
      `http_requests_total was ${(MINUTES - 1) * 180} within the last hour, expected 0 or 1`,
    ]);
  });
});

describe("a query of promql", () => {
  it.each([
    "sum(increase(http_requests_total[{{window}}]))",
    "sum(increase(bursts_total[{{window}}]))",
    "sum(increase(faded_total[{{window}}]))",
    "sum(sum_over_time(cloud_request_count[{{window}}]))",
    "sum(count_over_time(http_requests_total[{{window}}]))",
  ])("that counts the events of its window is told: %s", async (total) => {
    expect(await told(query(total))).toEqual([
      expect.stringMatching(/^total grows with its window, from \d\S* over 5m to \d\S* over 30m: it counts the events/),
    ]);
  });

  it.each([
    "sum(rate(http_requests_total[{{window}}]))",
    "sum(rate(bursts_total[{{window}}]))",
    "sum(rate(faded_total[{{window}}]))",
    "sum(avg_over_time(cloud_request_count[{{window}}])) / 60",
    "sum(rate(nothing_total[{{window}}]))",
  ])("that yields events per second is fine, whatever the load does: %s", async (total) => {
    expect(await told(query(total))).toEqual([]);
  });
});
