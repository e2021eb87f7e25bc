import { describe, expect, it } from "vitest";
import { valueOrNull } from "../../../../src/core/objective/reading.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { counter, indicators, objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "../driven-ledger.ts";

/** Where the live part of what is followed after twenty minutes begins. */
const SEAM_MS = START_MS + 900_000;
const oneDay = { kind: "rolling", length: days(1) } as const;

function running(steps = 40): DrivenLedger {
  const driven = new DrivenLedger([objective({ window: oneDay })]);
  for (let i = 1; i <= steps; i++)
    driven.stepWith([
      [requests("200"), i * 100],
      [requests("500"), i],
    ]);
  return driven;
}

describe("what the ledger says when data is missing", () => {
  it("is stale as soon as the newest sample is older than three steps, and says how old", () => {
    const driven = running();
    for (let i = 0; i < 2; i++) driven.step();
    expect(driven.status().state).not.toBe("no-data");
    driven.step();
    expect(driven.status()).toMatchObject({
      state: "no-data",
      ageSeconds: 91,
      note: "the newest sample is 1m31s old, expected at most 1m30s",
    });
    expect(driven.window("5m").burnRate).toEqual({ kind: "noData", reason: "stale" });
  });

  it("keeps the budget while it is stale, as of the newest sample, and no burn", () => {
    const driven = running();
    const { budget } = driven.status();
    for (let i = 0; i < 120; i++) driven.step();
    expect(driven.status()).toMatchObject({
      state: "no-data",
      ageSeconds: 3601,
      budget: {
        left: { kind: "value", value: valueOrNull(budget.left), at: driven.nowMs - 3_601_000 },
        secondsToExhaustion: { kind: "noData", reason: "stale" },
      },
    });
    expect(driven.status().windows.map(({ burnRate }) => burnRate.kind)).not.toContain("value");
  });

  it("is unreachable once Prometheus has failed for as long, and keeps the last number with its age until then", () => {
    const driven = running();
    for (let i = 0; i < 2; i++) driven.step(true);
    expect(driven.window("5m").burnRate).toMatchObject({ kind: "value" });
    expect(driven.status().ageSeconds).toBe(61);
    for (let i = 0; i < 2; i++) driven.step(true);
    expect(driven.status()).toMatchObject({ state: "no-data", note: "connection refused" });
    expect(driven.window("5m").burnRate).toEqual({ kind: "noData", reason: "unreachable" });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 1e300])(
    "is invalid while a counter is %s, and goes on from the last good value",
    (value) => {
      const driven = running();
      // One alone may be the end of a series, as some stores mark it.
      for (let i = 0; i < 2; i++)
        driven.stepWith([
          [requests("200"), value],
          [requests("500"), 41],
        ]);
      expect(driven.window("5m").burnRate).toEqual({ kind: "noData", reason: "invalid" });
      expect(driven.status().note).toBe(`http_requests_total is ${value}, expected a number of events`);
      for (let i = 42; i < 47; i++)
        driven.stepWith([
          [requests("200"), i * 100],
          [requests("500"), i],
        ]);
      expect(driven.window("5m").burnRate).toMatchObject({ kind: "value" });
      expect(driven.counts("30m").total).toBe(45 * 101);
    },
  );

  it("tells no traffic from no data", () => {
    const driven = running();
    for (let i = 0; i < 12; i++)
      driven.stepWith([
        [requests("200"), 4000],
        [requests("500"), 40],
      ]);
    expect(driven.window("5m")).toMatchObject({ burnRate: { kind: "noData", reason: "no-traffic" }, coverage: 1 });
    expect(driven.window("1h").burnRate).toMatchObject({ kind: "noData", reason: "insufficient" });
    expect(driven.window("30m").burnRate).toMatchObject({ kind: "value" });
  });

  it("shows no budget of a window that it has hardly seen", () => {
    const driven = new DrivenLedger([objective()]);
    for (let i = 1; i <= 40; i++) driven.stepWith([[requests("200"), i * 100]]);
    expect(driven.status().budget.left).toEqual({ kind: "noData", reason: "insufficient" });
    expect(driven.status().note).toBe("only 20m 1s of the 30d window was observed, expected at least 7h 12m");
  });

  it("counts all events as bad where good ones are counted and there are none", () => {
    const driven = new DrivenLedger([
      objective({
        window: oneDay,
        indicator: {
          kind: "events",
          total: [counter("http_requests_total")],
          counted: { as: "good", selectors: [counter("http_requests_total", { code: "200" })] },
        },
      }),
    ]);
    for (let i = 1; i <= 40; i++) driven.stepWith([[requests("500"), i * 10]]);
    expect(driven.counts("5m")).toEqual({ total: 100, bad: 100 });
  });

  it("shows an objective by groups that has none yet", () => {
    const driven = new DrivenLedger([objective({ by: ["handler"] })]);
    driven.step();
    expect(driven.statuses).toHaveLength(1);
    expect(driven.status()).toMatchObject({ by: {}, state: "no-data", ageSeconds: undefined });
  });

  it("follows a thousand groups and says that there are more", () => {
    const driven = new DrivenLedger([objective({ by: ["handler"], window: oneDay })]);
    for (let step = 1; step <= 40; step++)
      driven.stepWith(
        Array.from({ length: 1003 }, (_, i) => [requests("200", "a", { handler: `/${i}` }), step * 10] as const),
      );
    expect(driven.statuses).toHaveLength(1000);
    expect(driven.status().note).toBe("more than 1000 groups by handler; the others are not followed");
  });

  it("follows no group whose label is longer than anybody reads, and says so: cut ones could be another's", () => {
    const driven = new DrivenLedger([objective({ window: oneDay, by: ["handler"] })]);
    const handlers = ["/", "x".repeat(1_024), "x".repeat(1_025), "x".repeat(1 << 20)];
    for (let i = 1; i <= 40; i++)
      driven.stepWith(handlers.map((handler) => [requests("200", "a", { handler }), i * 100] as const));
    expect(driven.statuses.map(({ by }) => by["handler"]?.length)).toEqual([1, 1_024]);
    expect(driven.status().note).toBe(
      "groups are not followed whose labels are longer than 1024 characters, or than 128000 with those of all others",
    );
  });

  it("follows no more groups than their labels together have room for", () => {
    const driven = new DrivenLedger([objective({ window: oneDay, by: ["handler"] })]);
    const handlers = Array.from({ length: 500 }, (_, i) => `/${i}/${"x".repeat(900)}`);
    for (let i = 1; i <= 2; i++)
      driven.stepWith(handlers.map((handler) => [requests("200", "a", { handler }), i * 100] as const));
    const taken = driven.statuses.reduce((sum, { by }) => sum + (by["handler"]?.length ?? 0), 0);
    expect(taken).toBeLessThan(128_000);
    expect(driven.statuses.length).toBeGreaterThan(100);
    expect(driven.status().note).toContain("groups are not followed whose labels are longer");
  });

  it("forgets a group that was idle for longer than the longest window", () => {
    const driven = new DrivenLedger([objective({ by: ["handler"], window: oneDay })]);
    const sample = (handler: string, i: number) => [requests("200", "a", { handler }), i * 10] as const;
    for (let i = 1; i <= 10; i++) driven.stepWith([sample("/old", i), sample("/new", i)]);
    for (let i = 11; i <= 2 * 2880 + 40; i++) driven.stepWith([sample("/new", i)]);
    expect(driven.statuses.map(({ by }) => by)).toEqual([{ handler: "/new" }]);
  });
});

describe("a probe", () => {
  const probe = (value: number) =>
    [{ __name__: "probe_success", job: "blackbox", target: "checkout", instance: "x" }, value] as const;

  it("counts seconds, and a silence only as far as two usual intervals", () => {
    const driven = new DrivenLedger([objective({ window: oneDay, indicator: indicators.probe })]);
    for (let i = 0; i < 30; i++) driven.stepWith([probe(1)]);
    for (let i = 0; i < 4; i++) driven.stepWith([probe(0)]);
    driven.stepWith([probe(1)]);
    expect(driven.counts("5m")).toEqual({ total: 300, bad: 120 });
    for (let i = 0; i < 6; i++) driven.step();
    driven.stepWith([probe(1)]);
    expect(driven.window("5m").total).toBeCloseTo(4 * 30 - 30 + 60, 6);
  });

  it("is invalid, not unseen, where no sample ever was a number of events", () => {
    const driven = new DrivenLedger([objective({ window: oneDay, indicator: indicators.probe })]);
    for (let i = 0; i < 5; i++) driven.stepWith([probe(Number.POSITIVE_INFINITY)]);
    expect(driven.window("5m").burnRate).toEqual({ kind: "noData", reason: "invalid" });
  });

  it("refuses a success of more than 1", () => {
    const driven = new DrivenLedger([objective({ window: oneDay, indicator: indicators.probe })]);
    for (let i = 0; i < 5; i++) driven.stepWith([probe(2)]);
    expect(driven.window("5m").burnRate).toEqual({ kind: "noData", reason: "invalid" });
  });
});

describe("a changed spec", () => {
  it("keeps the counts when the target, the window or the alerts change", () => {
    const driven = running();
    const before = driven.counts("30m");
    driven.ledger.follow(
      [objective({ window: { kind: "rolling", length: days(7) }, target: ratio(0.9) })],
      instant(driven.nowMs),
    );
    expect(driven.counts("30m")).toEqual(before);
    driven.stepWith([
      [requests("200"), 4100],
      [requests("500"), 41],
    ]);
    expect(driven.counts("30m").total).toBe(before.total + 101);
    expect(driven.status().objective.target).toBe(0.9);
  });

  it("takes one sample that is no number for the end of a series, as some stores mark it", () => {
    const driven = running();
    const before = driven.counts("30m");
    driven.stepWith([[requests("200"), Number.NaN]]);
    expect(driven.window("5m").burnRate.kind).toBe("value");
    driven.stepWith([[requests("200"), 4300]]);
    expect(driven.window("5m").burnRate.kind).toBe("value");
    expect(driven.counts("30m").total).toBe(before.total + 300);
  });

  it("starts anew when the indicator changes, and asks for its history", () => {
    const driven = running();
    driven.ledger.follow([objective({ window: oneDay, indicator: indicators.good })], instant(driven.nowMs));
    expect(driven.counts("30m")).toEqual({ total: 0, bad: 0 });
    expect(driven.ledger.planBackfill(instant(driven.nowMs)).length).toBeGreaterThan(0);
  });

  it("gives the room of a removed objective to the next", () => {
    const driven = running();
    const { bytes } = driven.ledger;
    for (let i = 0; i < 100; i++)
      driven.ledger.follow([objective({ slo: `slo-${i}`, window: oneDay })], instant(driven.nowMs));
    expect(driven.ledger.bytes).toBe(bytes);
    driven.stepWith([[requests("200"), 4100]]);
    // What the samples tell of the time since the seam, a quarter of an hour after the start, and nothing of what the
    // room held before.
    const told =
      100 * ((driven.nowMs - 1000 - SEAM_MS) / STEP_MS) + (driven.nowMs - STEP_MS - 1000 - SEAM_MS) / STEP_MS;
    expect(driven.counts("30m").total).toBeCloseTo(told, 6);
  });
});

describe("the questions", () => {
  it("are one for each metric name, over the step and two minutes more", () => {
    const latency = objective({ slo: "latency", indicator: indicators.classic });
    const other = objective({
      slo: "other",
      indicator: {
        kind: "events",
        total: [counter("http_requests_total", { job: "search" })],
        counted: { as: "bad", selectors: [counter("http_requests_total", { job: "search" }, { code: "5.." })] },
      },
    });
    const driven = new DrivenLedger([objective(), latency, other]);
    driven.step();
    driven.step();
    expect(driven.lastPlan.map(({ promql }) => promql)).toEqual([
      'http_requests_total{job=~"checkout|search"}[2m30s]',
      'http_request_duration_seconds_bucket{job="checkout"}[2m30s]',
    ]);
  });

  it("reach back over missed steps, and leave more than an hour to the backfill", () => {
    const driven = running();
    const [before] = [driven.ledger.planBackfill(instant(driven.nowMs)).length];
    for (let i = 0; i < 60; i++) driven.step(true);
    driven.step();
    expect(driven.lastPlan.map(({ promql }) => promql)).toEqual(['http_requests_total{job="checkout"}[32m30s]']);
    for (let i = 0; i < 125; i++) driven.step(true);
    expect(driven.ledger.planBackfill(instant(driven.nowMs)).length).toBeGreaterThan(before);
  });

  it("have a chart step above nothing", () => {
    const driven = running();
    expect(() =>
      driven.ledger.history(
        "checkout/availability",
        {},
        instant(driven.nowMs - STEP_MS),
        instant(driven.nowMs),
        seconds(0),
      ),
    ).toThrow(RangeError);
    expect(
      driven.ledger.history(
        "checkout/unknown",
        {},
        instant(driven.nowMs - STEP_MS),
        instant(driven.nowMs),
        seconds(30),
      ),
    ).toEqual([]);
  });

  it("must be answered one by one, at their own time", () => {
    const driven = running();
    driven.ledger.plan(instant(driven.nowMs + STEP_MS));
    expect(() => driven.ledger.ingest(instant(driven.nowMs + STEP_MS), [])).toThrow(/expected 1 answers/u);
  });
});
