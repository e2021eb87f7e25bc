import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import type { ObjectiveStatus, WindowStatus } from "../../src/core/budget/status.ts";
import { Ledger } from "../../src/core/ledger/ledger.ts";
import type { LedgerAnswer, LedgerQuery } from "../../src/core/ledger/ports.ts";
import type { Objective } from "../../src/core/objective/objective.ts";
import { valueOrNull } from "../../src/core/objective/reading.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { instant, toUnix } from "../../src/core/units/instant.ts";
import { days, seconds } from "../../src/core/units/seconds.ts";
import { counter, indicators, objective } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { seeded } from "../core/ledger/simulated-service.ts";

const HOUR_MS = 3_600_000;
const SCRAPE_MS = 15_000;
const STEP_MS = 30_000;
/** A full five minutes, so that the live part begins just there. */
const NOW_MS = Math.floor(Date.now() / 300_000) * 300_000;
const DATA_FROM_MS = NOW_MS - 8 * HOUR_MS;
/** The ledger starts here and finds seven hours of history. */
const LIVE_FROM_MS = NOW_MS - HOUR_MS;

const PODS = ["a", "b", "c"];
const BOUNDS = [0.05, 0.1, 0.3, 1, 2.5];

interface Event {
  readonly atMs: number;
  readonly pod: string;
  readonly bad: boolean;
  readonly seconds: number;
  readonly handler: string;
}

/** Real events, one by one; everything else is counted from them. */
function makeEvents(): readonly Event[] {
  const random = seeded(42);
  const events: Event[] = [];
  for (let atMs = DATA_FROM_MS; atMs < NOW_MS; atMs += 200 + 600 * random()) {
    const pod = PODS[Math.floor(random() * PODS.length)] ?? "a";
    const bad = random() < (atMs > NOW_MS - 20 * 60_000 ? 0.08 : 0.004);
    events.push({
      atMs,
      pod,
      bad,
      seconds: 0.02 * Math.exp(3.5 * random() * random()),
      handler: random() < 0.3 ? "/pay" : "/cart",
    });
  }
  return events;
}

const labelsOf = (pod: string, more: Readonly<Record<string, string>>) => ({
  job: "checkout",
  instance: `${pod}:80`,
  pod,
  ...more,
});

/** What scrapes of every pod would have stored. The counters reset once, in pod b, half an hour before the end. */
function scrape(events: readonly Event[]): readonly WrittenSeries[] {
  const series = new Map<string, { labels: Record<string, string>; timestamps: number[]; values: number[] }>();
  PODS.forEach((pod, i) => {
    const own = events.filter((event) => event.pod === pod);
    const counts = new Map<string, { labels: Record<string, string>; value: number }>();
    const count = (labels: Record<string, string>, by: number): void => {
      const key = JSON.stringify(labels);
      const known = counts.get(key) ?? { labels, value: 0 };
      known.value += by;
      counts.set(key, known);
    };
    let next = 0;
    let reset = false;
    for (let atMs = DATA_FROM_MS + 1000 + i * 4000; atMs <= NOW_MS; atMs += SCRAPE_MS) {
      if (pod === "b" && !reset && atMs > NOW_MS - HOUR_MS / 2) {
        for (const one of counts.values()) one.value = 0;
        reset = true;
      }
      for (let event = own[next]; event !== undefined && event.atMs <= atMs; event = own[++next]) {
        count(
          labelsOf(pod, { __name__: "http_requests_total", handler: event.handler, code: event.bad ? "500" : "200" }),
          1,
        );
        for (const bound of BOUNDS)
          count(
            labelsOf(pod, { __name__: "http_request_duration_seconds_bucket", le: String(bound) }),
            event.seconds <= bound ? 1 : 0,
          );
        count(labelsOf(pod, { __name__: "http_request_duration_seconds_bucket", le: "+Inf" }), 1);
        count(labelsOf(pod, { __name__: "http_request_duration_seconds_count" }), 1);
      }
      for (const [key, { labels, value }] of counts) {
        const known = series.get(key) ?? { labels, timestamps: [], values: [] };
        known.timestamps.push(atMs);
        known.values.push(value);
        series.set(key, known);
      }
    }
  });
  return [...series.values()];
}

const availability = objective({ target: ratio(0.99), window: { kind: "rolling", length: days(1) } });
const byHandler = objective({ slo: "by-handler", by: ["handler"], window: { kind: "rolling", length: days(1) } });
const latency = objective({
  slo: "latency",
  target: ratio(0.9),
  indicator: indicators.classic,
  window: { kind: "rolling", length: days(1) },
});
const expression = objective({
  slo: "expression",
  window: { kind: "rolling", length: days(1) },
  indicator: {
    kind: "promql",
    errors: 'sum(rate(http_requests_total{job="checkout",code="500"}[{{window}}]))',
    total: 'sum(rate(http_requests_total{job="checkout"}[{{window}}]))',
  },
});
const noBucket = objective({
  slo: "no-bucket",
  indicator: { ...indicators.classic, under: seconds(0.2) },
  window: { kind: "rolling", length: days(1) },
});
const absent = objective({
  slo: "absent",
  indicator: {
    kind: "events",
    total: [counter("no_such_total")],
    counted: { as: "bad", selectors: [counter("no_such_errors_total")] },
  },
});
const objectives: readonly Objective[] = [availability, byHandler, latency, expression, noBucket, absent];

describe("the ledger on a real Prometheus", () => {
  const events = makeEvents();
  const ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  let prometheus: PrometheusServer;
  let queriesPerStep = 0;

  async function answer(query: LedgerQuery): Promise<LedgerAnswer> {
    const series = await (query.kind === "instant"
      ? prometheus.instant(query.promql, toUnix(query.at))
      : prometheus.range(query.promql, toUnix(query.from), toUnix(query.to), query.step));
    return {
      kind: "series",
      series: series.map(({ metric, samples }) => ({
        labels: metric,
        timestamps: samples.map(({ at }) => Math.round(at * 1000)),
        values: samples.map(({ value }) => value),
      })),
    };
  }

  beforeAll(async () => {
    prometheus = await startPrometheus();
    await writeSeries(prometheus.url, scrape(events));
    ledger.follow(objectives, instant(LIVE_FROM_MS));
    for (let atMs = LIVE_FROM_MS; atMs <= NOW_MS; atMs += STEP_MS) {
      // A step that nobody answered, and one that never was.
      if (atMs === LIVE_FROM_MS + 20 * STEP_MS) continue;
      const queries = ledger.plan(instant(atMs));
      queriesPerStep = queries.length;
      const fails = atMs === LIVE_FROM_MS + 40 * STEP_MS;
      ledger.ingest(
        instant(atMs),
        fails
          ? queries.map(() => ({ kind: "failed", reason: "unreachable", message: "gone" }))
          : await Promise.all(queries.map(answer)),
      );
      if (atMs !== LIVE_FROM_MS + 10 * STEP_MS) continue;
      for (const query of ledger.planBackfill(instant(atMs))) ledger.ingestBackfill(query, await answer(query));
    }
  }, 120_000);

  afterAll(() => prometheus.stop());

  const statusOf = (slo: string, by: Readonly<Record<string, string>> = {}): ObjectiveStatus => {
    const found = ledger
      .read(instant(NOW_MS))
      .find(
        (status) =>
          status.objective.slo === slo && Object.entries(by).every(([label, value]) => status.by[label] === value),
      );
    if (found === undefined) throw new Error(`no status of ${slo}`);
    return found;
  };
  const windowOf = (status: ObjectiveStatus, name: string): WindowStatus => {
    const found = status.windows.find(({ window }) => window === name);
    if (found === undefined) throw new Error(`no window ${name}`);
    return found;
  };
  /** Events by the time of the scrape that showed them, as the ledger books them. */
  const scrapedWithin = (lengthMs: number, wanted: (event: Event) => boolean): number =>
    events.filter((event) => {
      const firstScrape = DATA_FROM_MS + 1000 + PODS.indexOf(event.pod) * 4000;
      const scrapedMs = firstScrape + Math.max(0, Math.ceil((event.atMs - firstScrape) / SCRAPE_MS)) * SCRAPE_MS;
      return scrapedMs > NOW_MS - lengthMs && scrapedMs <= NOW_MS && wanted(event);
    }).length;

  it("asks one question for each metric name, whatever the number of objectives, and three for an expression", () => {
    // http_requests_total, ..._bucket, no_such_total, no_such_errors_total, two rates and their age
    expect(queriesPerStep).toBe(7);
    expect(ledger.planBackfill(instant(NOW_MS))).toEqual([]);
  });

  /** Rings in single precision and rates in the history leave less than a thousandth of an event per window. */
  function expectCounts({ total, bad }: WindowStatus, truth: { readonly total: number; readonly bad: number }): void {
    expect({ total: Math.round(total * 100) / 100, bad: Math.round(bad * 100) / 100 }).toEqual(truth);
  }

  it.each(["5m", "30m"])("counts the live %s exactly, over a reset and two missed steps", (name) => {
    const lengthMs = name === "5m" ? 300_000 : 1_800_000;
    expectCounts(windowOf(statusOf("availability"), name), {
      total: scrapedWithin(lengthMs, () => true),
      bad: scrapedWithin(lengthMs, (event) => event.bad),
    });
  });

  it.each([{ by: "/pay" }, { by: "/cart" }])("counts each group by itself: $by", ({ by }) => {
    expectCounts(windowOf(statusOf("by-handler", { handler: by }), "30m"), {
      total: scrapedWithin(1_800_000, ({ handler }) => handler === by),
      bad: scrapedWithin(1_800_000, ({ handler, bad: failed }) => handler === by && failed),
    });
  });

  it("agrees with Prometheus' own increase where that is exact but for its extrapolation", async () => {
    const [answered] = await prometheus.instant(
      'sum(increase(http_requests_total{job="checkout"}[30m]))',
      NOW_MS / 1000,
    );
    const byPrometheus = answered?.samples[0]?.value ?? 0;
    expect(windowOf(statusOf("availability"), "30m").total / byPrometheus).toBeCloseTo(1, 1.7);
  });

  it("joins the history to the live part without a hole and without counting twice", () => {
    const status = statusOf("availability");
    for (const [name, hours] of [
      ["1h", 1],
      ["2h", 2],
      ["6h", 6],
    ] as const) {
      const { total, bad, coverage } = windowOf(status, name);
      expect(total / scrapedWithin(hours * HOUR_MS, () => true)).toBeCloseTo(1, 2);
      expect(Math.abs(bad / scrapedWithin(hours * HOUR_MS, (event) => event.bad) - 1)).toBeLessThan(0.05);
      expect(coverage).toBeGreaterThan(0.99);
    }
    expect(status.approximate).toBe(true);
  });

  it("says how much of the window was there to be seen, and invents nothing before", () => {
    const { coverage, total } = windowOf(statusOf("availability"), "slo");
    expect(coverage).toBeCloseTo(8 / 24, 2);
    expect(total / events.length).toBeCloseTo(1, 2);
  });

  it("has a chart of the hours with the counts of the events", () => {
    const points = ledger.history(
      "checkout/availability",
      {},
      instant(NOW_MS - 12 * HOUR_MS),
      instant(NOW_MS),
      seconds(3600),
    );
    expect(points).toHaveLength(12);
    points.forEach(({ at, total, coverage }) => {
      const truth = events.filter(({ atMs }) => atMs > at - HOUR_MS && atMs <= at).length;
      if (at <= DATA_FROM_MS) expect({ total, coverage }).toEqual({ total: 0, coverage: 0 });
      else expect(Math.abs(total / truth - 1)).toBeLessThan(0.03);
    });
  });

  it.each(["0.5", "0.95", "0.99"] as const)(
    "reads the latency quantile %s as histogram_quantile does",
    async (quantile) => {
      const [answered] = await prometheus.instant(
        `histogram_quantile(${quantile}, sum by (le) (increase(http_request_duration_seconds_bucket{job="checkout"}[5m])))`,
        NOW_MS / 1000,
      );
      const reading = statusOf("latency").latency?.[quantile];
      expect(reading?.kind).toBe("value");
      // Prometheus takes the samples within the window, the ledger interpolates at its edge: a scrape's worth of 5
      // minutes.
      expect(
        Math.abs((reading === undefined ? 0 : (valueOrNull(reading) ?? 0)) / (answered?.samples[0]?.value ?? 0) - 1),
      ).toBeLessThan(0.05);
    },
  );

  it("counts slow events from the bucket of the bound", () => {
    expectCounts(windowOf(statusOf("latency"), "30m"), {
      total: scrapedWithin(1_800_000, () => true),
      bad: scrapedWithin(1_800_000, (event) => event.seconds > 0.3),
    });
  });

  it("counts an expression from its rates, and says that this is approximate", () => {
    const status = statusOf("expression");
    expect(status.approximate).toBe(true);
    expect(Math.abs(windowOf(status, "30m").total / scrapedWithin(1_800_000, () => true) - 1)).toBeLessThan(0.03);
  });

  it("counts an expression up to its newest sample, and says so when no more come in", async () => {
    const later = new Ledger({ step: seconds(STEP_MS / 1000) });
    const statuses = new Map<number, ObjectiveStatus | undefined>();
    later.follow([expression], instant(NOW_MS - 300_000));
    for (let atMs = NOW_MS - 300_000; atMs <= NOW_MS + 180_000; atMs += STEP_MS) {
      later.ingest(instant(atMs), await Promise.all(later.plan(instant(atMs)).map(answer)));
      statuses.set(atMs, later.read(instant(atMs))[0]);
    }
    const [last, silent] = [statuses.get(NOW_MS + STEP_MS), statuses.get(NOW_MS + 180_000)];
    expect(last?.windows[0]?.burnRate.kind).toBe("value");
    // Prometheus has a rate for minutes after the last sample.
    const [answered] = await prometheus.instant(
      'sum(rate(http_requests_total{job="checkout"}[5m]))',
      NOW_MS / 1000 + 180,
    );
    expect(answered?.samples[0]?.value).toBeGreaterThan(0);
    expect(silent?.windows[0]?.burnRate).toEqual({ kind: "noData", reason: "stale" });
    // The newest hours are kept in single precision, relative to a row that moves on with the time of the day.
    const total = (status: ObjectiveStatus | undefined): number =>
      status?.windows.find(({ window }) => window === "30m")?.total ?? Number.NaN;
    expect(total(silent) / total(last)).toBeCloseTo(1, 6);
  });

  it("gives no number for a bound that no bucket has, and names the nearest", () => {
    const status = statusOf("no-bucket");
    expect(status.state).toBe("no-data");
    expect(status.note).toBe('no bucket le="0.2"; the nearest are 0.1 and 0.3');
    expect(windowOf(status, "1h").burnRate).toEqual({ kind: "noData", reason: "invalid" });
  });

  it("gives no number for what does not exist", () => {
    const status = statusOf("absent");
    expect({ state: status.state, note: status.note, age: status.ageSeconds }).toEqual({
      state: "no-data",
      note: "no samples yet of no_such_total",
      age: undefined,
    });
  });
});
