import { describe, expect, it } from "vitest";
import { cutSpans } from "../../../../src/core/ledger/past/history-spans.ts";
import type { LedgerAnswer, LedgerQuery } from "../../../../src/core/ledger/ports.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { days } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { seeded } from "../simulated-service.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "../driven-ledger.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const month = objective();

/** First values of new series are asked beside the rates of all. */
const asksForNew = ({ promql }: LedgerQuery): boolean => promql.includes(" unless ");
const asksForBad = ({ promql }: LedgerQuery): boolean => promql.includes("5..");

/** A Prometheus that knows one thing: 10 events a second, of which 1 is bad, since a time; no series is new. */
function steady(query: LedgerQuery, sinceMs: number, labels: Readonly<Record<string, string>> = {}): LedgerAnswer {
  if (query.kind !== "range") throw new TypeError("history is asked by range queries");
  if (asksForNew(query)) return { kind: "series", series: [] };
  const timestamps: number[] = [];
  for (let atMs: number = query.from; atMs <= query.to; atMs += query.step * 1000)
    if (atMs - query.step * 1000 >= sinceMs) timestamps.push(atMs);
  const rate = asksForBad(query) ? 1 : 10;
  return {
    kind: "series",
    series: timestamps.length === 0 ? [] : [{ labels, timestamps, values: timestamps.map(() => rate) }],
  };
}

/** What the counters of that service show at a time. */
const scrape = (atMs: number) =>
  [
    [requests("200"), 1_000_000 + (9 * (atMs - START_MS)) / 1000],
    [requests("500"), 5000 + (atMs - START_MS) / 1000],
  ] as const;

/** Live steps at the same rates. The first finds the scrapes of the minutes before it. */
function live(driven: DrivenLedger, steps: number, fails = false): void {
  if (driven.lastPlan.length === 0) {
    for (let atMs = driven.nowMs - 10 * 60_000 - 1000; atMs < driven.nowMs; atMs += STEP_MS)
      for (const [labels, value] of scrape(atMs)) driven.prometheus.append(labels, atMs, value);
  }
  for (let i = 0; i < steps; i++) driven.stepWith(scrape(driven.nowMs + STEP_MS - 1000), fails);
}

function fill(driven: DrivenLedger, answer: (query: LedgerQuery) => LedgerAnswer): number {
  const queries = driven.ledger.planBackfill(instant(driven.nowMs));
  for (const query of queries) driven.ledger.ingestBackfill(query, answer(query));
  return queries.length;
}

describe("the history by range queries", () => {
  it("fills every window, and the seam to the live part is neither a hole nor counted twice", () => {
    const driven = new DrivenLedger([month], START_MS + 7 * 60_000);
    live(driven, 20);
    fill(driven, (query) => steady(query, START_MS - 60 * DAY_MS));
    for (const [name, lengthMs] of [
      ["5m", 300_000],
      ["1h", HOUR_MS],
      ["6h", 6 * HOUR_MS],
      ["1d", DAY_MS],
      ["3d", 3 * DAY_MS],
      ["slo", 30 * DAY_MS],
    ] as const) {
      const { total, bad, coverage } = driven.window(name);
      // The newest sample is a second old, so a second's events are not there yet.
      expect(Math.abs(total - lengthMs / 100)).toBeLessThan(11);
      expect(Math.abs(bad - lengthMs / 1000)).toBeLessThan(1.1);
      expect(coverage).toBeCloseTo(1, 3);
    }
    expect(driven.status().approximate).toBe(true);
    expect(driven.ledger.planBackfill(instant(driven.nowMs))).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "leaves an idle service without a burn after fractions of events, story %i",
    (seed) => {
      const good = objective({ indicator: indicators.good });
      const driven = new DrivenLedger([good], START_MS + 7 * 60_000);
      for (let i = 0; i < 40; i++) driven.stepWith([[requests("200"), 1_000_000]]);
      const random = seeded(seed);
      fill(driven, (query) => {
        const answer = steady(query, START_MS - 60 * DAY_MS);
        if (answer.kind === "failed" || query.promql.includes("count_over_time")) return answer;
        const isBusy = (atMs = 0): boolean => atMs <= START_MS - 3 * HOUR_MS;
        const series = [...answer.series].map((one) => ({
          ...one,
          values: one.values.map((value, i) => (isBusy(one.timestamps[i]) ? value * random() : 0)),
        }));
        return { kind: "series", series };
      });
      for (const window of ["5m", "30m", "1h", "2h"])
        expect(driven.window(window)).toMatchObject({ total: 0, burnRate: { kind: "noData", reason: "no-traffic" } });
    },
  );

  it("invents nothing for times without a total", () => {
    const driven = new DrivenLedger([month]);
    live(driven, 20);
    fill(driven, (query) => steady(query, START_MS - 3 * DAY_MS));
    expect(driven.window("slo").coverage).toBeCloseTo(0.1, 3);
    expect(driven.window("slo").total).toBeCloseTo(3 * 864_000 + 20 * 300 - 10, -2);
  });

  it("takes absent bad events beside a total for none", () => {
    const driven = new DrivenLedger([month]);
    live(driven, 20);
    fill(driven, (query) => (asksForBad(query) ? { kind: "series", series: [] } : steady(query, START_MS - DAY_MS)));
    // Ten live minutes, and the five before them that raw samples tell.
    expect(driven.counts("6h").bad).toBeCloseTo(900, -1);
  });

  it("skips what is no rate", () => {
    const driven = new DrivenLedger([month]);
    live(driven, 20);
    fill(driven, (query) => {
      const answer = steady(query, START_MS - DAY_MS);
      return answer.kind === "failed"
        ? answer
        : {
            kind: "series",
            series: [...answer.series].map((series) => ({
              ...series,
              values: series.values.map(
                (value, i) =>
                  [Number.NaN, Number.POSITIVE_INFINITY, -1, value][((series.timestamps[i] ?? 0) / 300_000) % 4] ?? 0,
              ),
            })),
          };
    });
    expect(driven.window("6h").coverage).toBeCloseTo(0.25 + 10 / 360, 1);
    expect(Number.isFinite(driven.window("6h").total)).toBe(true);
  });

  it("asks newest first, again what was unreachable, and in halves what was too much", () => {
    const driven = new DrivenLedger([month]);
    live(driven, 2);
    const queries = driven.ledger.planBackfill(instant(driven.nowMs));
    const ends = queries.map((query) => (query.kind === "range" ? query.to : 0));
    expect(ends).toEqual(ends.toSorted((a, b) => b - a));
    for (const query of queries)
      if (query.kind === "range") expect((query.to - query.from) / 1000 / query.step).toBeLessThan(11_000);
    const [first] = queries;
    if (first === undefined) throw new Error("nothing is asked");
    driven.ledger.ingestBackfill(first, { kind: "failed", reason: "unreachable", message: "gone" });
    expect(driven.ledger.planBackfill(instant(driven.nowMs))).toEqual(queries);
    driven.ledger.ingestBackfill(first, { kind: "failed", reason: "invalid", message: "too many samples" });
    // Five questions become twice five: all events and the bad ones, of each what is new, and how many samples.
    expect(driven.ledger.planBackfill(instant(driven.nowMs))).toHaveLength(queries.length + 5);
  });

  it("asks for less and less of what takes too long, and never gives a step up", () => {
    const driven = new DrivenLedger([objective({ window: { kind: "rolling", length: days(1) } })]);
    live(driven, 20);
    const slow = (query: LedgerQuery): LedgerAnswer =>
      query.kind === "range" && query.to - query.from > 600_000
        ? { kind: "failed", reason: "timeout", message: "too slow" }
        : steady(query, START_MS - 60 * DAY_MS);
    for (let round = 0; round < 8; round++) fill(driven, slow);
    expect(driven.window("slo").coverage).toBeCloseTo(1, 2);
    expect(driven.window("slo").total / 864_000).toBeCloseTo(1, 2);
    const hanging = new DrivenLedger([month]);
    for (let round = 0; round < 12; round++)
      fill(hanging, () => ({ kind: "failed", reason: "timeout", message: "too slow" }));
    const single = fill(hanging, () => ({ kind: "failed", reason: "timeout", message: "too slow" }));
    expect(fill(hanging, () => ({ kind: "failed", reason: "timeout", message: "too slow" }))).toBe(single);
    expect(single).toBeGreaterThan(0);
  });

  describe("the first values of new series", () => {
    /** A new series of failures, two hours ago. */
    const bornMs = START_MS - 2 * HOUR_MS;
    const withBirth =
      (value: number, sinceMs: number) =>
      (query: LedgerQuery): LedgerAnswer =>
        asksForNew(query) && query.kind === "range" && query.from <= bornMs && bornMs <= query.to
          ? { kind: "series", series: [{ labels: {}, timestamps: [bornMs], values: [value] }] }
          : steady(query, sinceMs);
    const filled = (value: number, sinceMs = START_MS - DAY_MS): DrivenLedger => {
      const driven = new DrivenLedger([month]);
      live(driven, 20);
      fill(driven, withBirth(value, sinceMs));
      return driven;
    };

    it("are events that no rate shows", () => {
      const [without, with40] = [filled(0), filled(40)];
      expect(with40.counts("6h").bad - without.counts("6h").bad).toBeCloseTo(40, 6);
      expect(with40.counts("6h").total - without.counts("6h").total).toBeCloseTo(40, 6);
      expect(with40.counts("1h")).toEqual(without.counts("1h"));
    });

    it("are none when they are more than the objective can have counted within a scrape", () => {
      expect(filled(12_000).counts("6h").bad - filled(0).counts("6h").bad).toBeCloseTo(12_000, 6);
      expect(filled(12_001).counts("6h")).toEqual(filled(0).counts("6h"));
    });

    it("are none in the first step that has any events: what is old there is only new to Prometheus", () => {
      const firstMs = bornMs - 300_000;
      expect(filled(40, firstMs).counts("6h")).toEqual(filled(0, firstMs).counts("6h"));
      expect(filled(40, firstMs - 300_000).counts("6h")).not.toEqual(filled(0, firstMs - 300_000).counts("6h"));
    });

    it("are not asked of what is no counter", () => {
      const noCounters = [indicators.native, indicators.probe, indicators.promql].map((indicator, i) =>
        objective({ slo: `none-${i}`, indicator }),
      );
      expect(new DrivenLedger(noCounters).ledger.planBackfill(instant(START_MS)).filter(asksForNew)).toEqual([]);
      const counters = [indicators.bad, indicators.good, indicators.lists, indicators.classic].map((indicator, i) =>
        objective({ slo: `some-${i}`, indicator }),
      );
      for (const counter of counters)
        expect(new DrivenLedger([counter]).ledger.planBackfill(instant(START_MS)).some(asksForNew)).toBe(true);
    });
  });

  it("fills a gap of hours, and only it", () => {
    const driven = new DrivenLedger([objective({ window: { kind: "rolling", length: days(1) } })]);
    live(driven, 120);
    fill(driven, () => ({ kind: "series", series: [] }));
    live(driven, 260, true);
    live(driven, 130);
    expect(driven.window("6h").coverage).toBeLessThan(0.5);
    expect(fill(driven, (query) => steady(query, START_MS))).toBeGreaterThan(0);
    // The live part begins five minutes before the first step.
    const hours = (10 + 120 + 260 + 130) / 120;
    expect(driven.window("6h").total / (hours * 36_000)).toBeCloseTo(1, 2);
    expect(driven.window("6h").bad / (hours * 3600)).toBeCloseTo(1, 2);
    expect(driven.window("6h").coverage).toBeCloseTo(hours / 6, 1);
  });

  it("asks for a longer window's past when the window grows", () => {
    const driven = new DrivenLedger([objective({ window: { kind: "rolling", length: days(7) } })]);
    live(driven, 20);
    fill(driven, (query) => steady(query, START_MS - 60 * DAY_MS));
    driven.ledger.follow([month], instant(driven.nowMs));
    fill(driven, (query) => steady(query, START_MS - 60 * DAY_MS));
    expect(driven.window("slo").total / (30 * 864_000)).toBeCloseTo(1, 3);
    expect(driven.window("slo").coverage).toBeCloseTo(1, 2);
  });

  it("finds the groups of the past", () => {
    const driven = new DrivenLedger([objective({ by: ["handler"] })]);
    driven.step();
    fill(driven, (query) => steady(query, START_MS - DAY_MS, { handler: "/old" }));
    expect(driven.statuses.map(({ by }) => by)).toEqual([{ handler: "/old" }]);
  });

  it("asks the good bucket of a latency and the share of a probe", () => {
    const driven = new DrivenLedger([
      objective({ indicator: indicators.classic }),
      objective({ slo: "probe", indicator: indicators.probe }),
    ]);
    const texts = driven.ledger.planBackfill(instant(driven.nowMs)).map(({ promql }) => promql);
    expect(texts.some((text) => text.includes('le=~"0[.]3('))).toBe(true);
    expect(texts.some((text) => text.includes("avg_over_time(probe_success"))).toBe(true);
  });
});

describe("cutSpans", () => {
  it("covers a hole without overlap, in hours beyond three days", () => {
    const nowMs = START_MS + 7 * 60_000;
    const spans = cutSpans(nowMs - 30 * DAY_MS, START_MS + 5 * 60_000, nowMs).toReversed();
    spans.slice(1).forEach(({ fromMs }, i) => expect(fromMs).toBe(spans[i]?.toMs));
    for (const { fromMs, toMs, stepMs } of spans) expect([fromMs % stepMs, toMs % stepMs]).toEqual([0, 0]);
    expect(spans[0]?.fromMs).toBeLessThanOrEqual(nowMs - 30 * DAY_MS);
    expect(spans.at(-1)?.toMs).toBe(START_MS + 5 * 60_000);
    expect(new Set(spans.map(({ stepMs }) => stepMs))).toEqual(new Set([300_000, HOUR_MS]));
  });
});
