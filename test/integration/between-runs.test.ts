import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { valueOrNull } from "../../src/core/objective/reading.ts";
import { instant } from "../../src/core/units/instant.ts";
import { statusesAt } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A full hour, so that runs and the steps of history stand the same way to each other on every day. */
const NOW_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
/** Each hour a run that began half an hour before the full one, and lives for ten minutes. */
const RUNS = Array.from({ length: 8 * 24 }, (_, i) => ({ startMs: NOW_MS - HOUR_MS / 2 - i * HOUR_MS, number: i }));
const ITEMS_A_MINUTE = 100;
/** Every fifth run fails for a tenth of its items. */
const badShare = (run: number): number => (run % 5 === 0 ? 0.1 : 0);

/** A pod of its own for each run, whose counters begin at 0. */
const series = (): readonly WrittenSeries[] =>
  RUNS.flatMap(({ startMs, number }) =>
    (["ok", "failed"] as const).map((result) => {
      const share = result === "failed" ? badShare(number) : 1 - badShare(number);
      const minutes = Array.from({ length: 10 }, (_, i) => i);
      return {
        labels: { __name__: "batch_items_total", pod: `run-${number}`, result },
        timestamps: minutes.map((i) => startMs + i * MINUTE_MS),
        values: minutes.map((i) => i * ITEMS_A_MINUTE * share),
      };
    }),
  );

const SPEC = `
version: headroom/v1
service: batch
slos:
  - name: items
    target: 90%
    window: 7d
    alerts: {burn: [{short: 5m, long: 1h, above: 2, severity: page}]}
    events: {total: batch_items_total, bad: 'batch_items_total{result="failed"}'}
  - name: nothing-ever
    target: 90%
    window: 7d
    alerts: {burn: [{short: 5m, long: 1h, above: 2, severity: page}]}
    events: {total: no_such_total, bad: 'no_such_total{result="failed"}'}
`;

describe("what is only old", () => {
  let prometheus: PrometheusServer;
  let items: ObjectiveStatus | undefined;
  let nothing: ObjectiveStatus | undefined;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    await writeSeries(prometheus.url, series());
    [items, nothing] = await statusesAt(prometheus.url, SPEC, instant(NOW_MS));
  }, 60_000);

  afterAll(() => prometheus.stop());

  it("keeps its budget, which a batch job between two runs has, and has no burn", () => {
    const within = RUNS.filter(({ startMs }) => startMs > NOW_MS - 7 * 24 * HOUR_MS);
    const bad = within.reduce((sum, { number }) => sum + badShare(number), 0) / within.length;
    expect(items?.state).toBe("no-data");
    expect(items && valueOrNull(items.budget.left)).toBeCloseTo(1 - bad / 0.1, 1);
    for (const { burnRate } of items?.windows ?? []) expect(burnRate).toEqual({ kind: "noData", reason: "stale" });
  });

  it("says since when there is nothing, to a step of the history", () => {
    const lastSampleMs = NOW_MS - HOUR_MS / 2 + 9 * MINUTE_MS;
    const ageSeconds = items?.ageSeconds ?? Number.NaN;
    expect(Math.abs(NOW_MS - ageSeconds * 1000 - lastSampleMs)).toBeLessThanOrEqual(5 * MINUTE_MS);
    const since = new Date(NOW_MS - ageSeconds * 1000).toISOString().slice(0, 16).replace("T", " ");
    expect(items?.note).toBe(`nothing since about ${since} UTC, ${ageSeconds / 60}m ago; the budget is as of then`);
  });

  it("is told from what never was there", () => {
    expect(nothing).toMatchObject({
      state: "no-data",
      note: "no samples yet of no_such_total",
      ageSeconds: undefined,
      budget: { left: { kind: "noData", reason: "insufficient" } },
    });
  });
});
