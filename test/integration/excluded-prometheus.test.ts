import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { instant } from "../../src/core/units/instant.ts";
import { statusesAt } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SCRAPE_MS = 30_000;

const SINCE_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 10 * DAY_MS;
/** When is looked: some time after the last maintenance, and in the middle of it. */
const NOW_MS = SINCE_MS + 9 * DAY_MS + 41 * MINUTE_MS;

/** Ends that no step of an hour or of five minutes has, and one that is two hours old. */
const MAINTENANCE = [
  [SINCE_MS + 3 * DAY_MS + 17 * MINUTE_MS, SINCE_MS + 3 * DAY_MS + 5 * HOUR_MS + 42 * MINUTE_MS],
  [NOW_MS - 4 * HOUR_MS - 3 * MINUTE_MS, NOW_MS - 2 * HOUR_MS - 7 * MINUTE_MS],
] as const;
const inMaintenance = (atMs: number): boolean => MAINTENANCE.some(([from, to]) => from < atMs && atMs <= to);

const TIMES = Array.from({ length: (10 * DAY_MS) / SCRAPE_MS }, (_, i) => SINCE_MS + i * SCRAPE_MS);
/** Of a hundred requests a scrape one fails, and all of them while the service is worked on. */
const failed = (atMs: number): number => (inMaintenance(atMs) ? 100 : 1);

function sums(of: (atMs: number) => number): readonly number[] {
  let sum = 0;
  return TIMES.map((atMs) => (sum += of(atMs)));
}

const series = (
  name: string,
  values: readonly number[],
  labels: Readonly<Record<string, string>> = {},
): WrittenSeries => ({
  labels: { __name__: name, job: "shop", ...labels },
  timestamps: TIMES,
  values: [...values],
});

const iso = (ms: number): string => new Date(ms).toISOString();
const SPANS = MAINTENANCE.map(([from, to]) => `{from: ${iso(from)}, to: ${iso(to)}, reason: The database moves}`).join(
  ", ",
);

const SPEC = `version: headroom/v1
service: shop
slos:
  - {name: counted, target: 99%, window: 7d, events: {total: 'req_total{job="shop"}', bad: 'req_total{job="shop",code="500"}'}}
  - name: by-time
    target: 99%
    window: 7d
    events: {total: 'req_total{job="shop"}', bad: 'req_total{job="shop",code="500"}'}
    exclude: [${SPANS}]
  - name: by-condition
    target: 99%
    window: 7d
    events: {total: 'req_total{job="shop"}', bad: 'req_total{job="shop",code="500"}'}
    exclude: [{when: 'maintenance_mode{job="shop"} == 1', reason: Somebody works on it}]
  - name: good
    target: 99%
    window: 7d
    events: {total: 'req_total{job="shop"}', good: 'req_total{job="shop",code="200"}'}
    exclude: [${SPANS}]
  - name: own-query
    target: 99%
    window: 7d
    promql:
      total: sum(rate(req_total{job="shop"}[{{window}}]))
      errors: sum(rate(req_total{job="shop",code="500"}[{{window}}]))
    exclude: [${SPANS}]
`;

const WINDOWS = [
  ["1h", HOUR_MS],
  ["6h", 6 * HOUR_MS],
  ["1d", DAY_MS],
  ["3d", 3 * DAY_MS],
  ["slo", 7 * DAY_MS],
] as const;
const EXCLUDED = ["by-time", "by-condition", "good", "own-query"] as const;

/** What was excluded of (NOW - length, NOW], in milliseconds. */
const excludedMs = (lengthMs: number): number =>
  MAINTENANCE.reduce(
    (sum, [from, to]) => sum + Math.max(0, Math.min(to, NOW_MS) - Math.max(from, NOW_MS - lengthMs)),
    0,
  );

let prometheus: PrometheusServer;
beforeAll(async () => {
  prometheus = await startPrometheus();
  await writeSeries(prometheus.url, [
    series("req_total", sums(failed), { code: "500" }),
    series(
      "req_total",
      sums((atMs) => 100 - failed(atMs)),
      { code: "200" },
    ),
    series(
      "maintenance_mode",
      TIMES.map((atMs) => (inMaintenance(atMs) ? 1 : 0)),
    ),
  ]);
}, 240_000);
afterAll(() => prometheus.stop());

const named = (statuses: readonly ObjectiveStatus[], name: string): ObjectiveStatus => {
  const found = statuses.find(({ objective }) => objective.slo === name);
  if (found === undefined) throw new Error(`no status of ${name}`);
  return found;
};

describe("time that does not count, after a cold start", () => {
  let statuses: readonly ObjectiveStatus[];
  beforeAll(async () => {
    statuses = await statusesAt(prometheus.url, SPEC, instant(NOW_MS));
  }, 240_000);

  it.each(EXCLUDED.flatMap((name) => WINDOWS.map(([window, lengthMs]) => ({ name, window, lengthMs }))))(
    "leaves $name over $window the events of the rest alone",
    ({ name, window, lengthMs }) => {
      const found = named(statuses, name).windows.find((one) => one.window === window);
      const countedMs = lengthMs - excludedMs(lengthMs);
      const total = (countedMs / SCRAPE_MS) * 100;
      // Each end of an exclusion takes the step that it lies in with it: five minutes, or a minute of the condition.
      const ends = MAINTENANCE.flat().filter((end) => end > NOW_MS - lengthMs).length;
      const least = total - ((ends * 6 * MINUTE_MS + 5 * MINUTE_MS) / SCRAPE_MS) * 100;
      expect(found?.total).toBeGreaterThan(least);
      expect(found?.total).toBeLessThan(total * 1.002 + 100);
      expect((found?.bad ?? 0) / (found?.total ?? 0)).toBeCloseTo(0.01, 4);
      expect(Math.abs((found?.excluded ?? 0) - excludedMs(lengthMs) / lengthMs)).toBeLessThan(
        (ends * MINUTE_MS) / lengthMs + 1e-9,
      );
      expect(found?.coverage).toBeGreaterThan(1 - (ends * 6 * MINUTE_MS) / lengthMs - 0.01);
    },
  );

  it("has spent the budget where it counts", () => {
    expect(named(statuses, "counted")).toMatchObject({ exclusion: undefined });
    expect(named(statuses, "counted").budget.left).toMatchObject({
      value: expect.toSatisfy((left: number) => left < -3),
    });
    for (const name of EXCLUDED)
      expect(named(statuses, name).budget.left).toMatchObject({ value: expect.closeTo(0, 1) });
  });
});

describe("while nothing counts", () => {
  const [, [fromMs, toMs]] = MAINTENANCE;
  let statuses: readonly ObjectiveStatus[];
  beforeAll(async () => {
    statuses = await statusesAt(prometheus.url, SPEC, instant(fromMs + 90 * MINUTE_MS));
  }, 240_000);

  it.each(EXCLUDED)("%s burns nothing, and says why and until when", (name) => {
    const status = named(statuses, name);
    const isKnown = name !== "by-condition";
    expect(status.state).not.toBe("burning");
    for (const window of ["5m", "30m", "1h"])
      expect(status.windows.find((one) => one.window === window)?.burnRate).toEqual({
        kind: "noData",
        reason: "excluded",
      });
    expect(status.exclusion?.until).toBe(isKnown ? toMs : undefined);
    expect(Math.abs((status.exclusion?.since ?? 0) - fromMs)).toBeLessThanOrEqual(isKnown ? 0 : 5 * MINUTE_MS);
    expect(status.note).toContain(
      isKnown ? `until ${iso(toMs).slice(0, 16).replace("T", " ")} UTC: The database moves` : ": Somebody works on it",
    );
    expect(status.budget.left.kind).toBe("value");
  });
});
