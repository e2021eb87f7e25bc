import { describe, expect, it } from "vitest";
import { unpaused } from "../../../src/core/ledger/following/unpaused.ts";
import { Ledger } from "../../../src/core/ledger/ledger.ts";
import type { Objective } from "../../../src/core/objective/objective.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { counter, indicators, objective } from "../../fixtures/objectives.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "./driven-ledger.ts";
import { counted, daily, HOUR_MS, running } from "./running.ts";
import { SimulatedPrometheus } from "./simulated-prometheus.ts";

const failed = { kind: "failed", reason: "unreachable", message: "gone" } as const;

describe("the answers to a plan", () => {
  it("are refused where they are not those of the last plan, and taken once", () => {
    const { ledger, prometheus, nowMs } = running(2);
    const at = instant(nowMs + STEP_MS);
    const plan = ledger.plan(at);
    const answers = plan.map((query) => prometheus.answer(query));
    expect(() => ledger.ingest(at, [])).toThrow(new RangeError(`expected 1 answers for ${at}, got 0 for ${at}`));
    expect(() => ledger.ingest(instant(at + 1), answers)).toThrow(
      new RangeError(`expected 1 answers for ${at}, got 1 for ${at + 1}`),
    );
    ledger.ingest(at, answers);
    expect(() => ledger.ingest(instant(at + 1), [])).not.toThrow();
  });

  it("teach what is too much for one question", () => {
    const driven = running(2);
    const at = instant(driven.nowMs + STEP_MS);
    expect(driven.ledger.plan(at)).toHaveLength(1);
    driven.ledger.ingest(at, [{ ...failed, reason: "timeout" }]);
    expect(driven.ledger.plan(at)).toHaveLength(2);
  });

  it("mean nothing once others are followed", () => {
    const driven = running(2);
    const at = instant(driven.nowMs + STEP_MS);
    driven.ledger.plan(at);
    driven.ledger.follow([daily, objective({ slo: "other" })], instant(driven.nowMs));
    expect(() => driven.ledger.ingest(at, [])).not.toThrow();
  });

  it("are still those to what is asked where only a target has changed, which is told", () => {
    const { ledger, nowMs } = running(2);
    const isAsBefore = (objectives: readonly Objective[]): boolean =>
      unpaused(ledger.followInSlices(objectives, instant(nowMs)));
    expect(isAsBefore([{ ...daily, target: ratio(0.9) }])).toBe(true);
    expect(isAsBefore([daily, objective({ slo: "other" })])).toBe(false);
    expect(isAsBefore([daily])).toBe(false);
  });

  it("are counted where only a target has changed since", () => {
    const driven = running(4);
    const at = instant(driven.nowMs + STEP_MS);
    driven.prometheus.append(requests("200"), driven.nowMs + STEP_MS - 1000, 1500);
    driven.prometheus.append(requests("500"), driven.nowMs + STEP_MS - 1000, 15);
    const plan = driven.ledger.plan(at);
    driven.ledger.follow([{ ...daily, target: ratio(0.9) }], instant(driven.nowMs));
    driven.ledger.ingest(
      at,
      plan.map((query) => driven.prometheus.answer(query)),
    );
    driven.nowMs += STEP_MS;
    expect(driven.counts("5m")).toEqual(counted(4));
    expect(driven.status().objective.target).toBe(0.9);
  });

  it("are counted where one comes late, and dropped once other objectives are followed", () => {
    for (const follows of [false, true]) {
      const driven = running(4);
      const before = driven.counts("5m");
      const at = instant(driven.nowMs + STEP_MS);
      for (const [code, value] of [
        ["200", 1500],
        ["500", 15],
      ] as const)
        driven.prometheus.append(requests(code), driven.nowMs + STEP_MS - 1000, value);
      const [query, ...more] = driven.ledger.plan(at);
      if (query === undefined || more.length > 0) throw new Error("one question is asked");
      for (const _ of driven.ledger.ingestInSlices(at, [undefined]));
      driven.nowMs += STEP_MS;
      expect([driven.counts("5m"), driven.ledger.plan(at)]).toEqual([before, []]);
      if (follows) driven.ledger.follow([daily, objective({ slo: "other" })], at);
      driven.ledger.late(query, driven.prometheus.answer(query));
      for (const _ of driven.ledger.ingestLate(at));
      expect(driven.counts("5m")).toEqual(follows ? before : counted(4));
    }
  });

  it("tell nothing that is read in the percentiles of before", () => {
    const latency = objective({ slo: "latency", indicator: indicators.classic, window: daily.window });
    const driven = new DrivenLedger([latency]);
    const bucket = (le: string) => ({ __name__: "http_request_duration_seconds_bucket", job: "checkout", le });
    for (let i = 1; i <= 12; i++)
      driven.stepWith([
        [bucket("0.3"), i <= 6 ? i * 10 : 60],
        [bucket("1"), i * 10],
        [bucket("+Inf"), i * 10],
      ]);
    // Of the last 100 events 40 were fast; the 50th is the tenth of the 60 others.
    expect(driven.status().latency?.["0.5"]).toMatchObject({ kind: "value", value: expect.closeTo(0.3 + 0.7 / 6, 9) });
    for (let i = 13; i <= 30; i++)
      driven.stepWith([
        [bucket("0.3"), 60],
        [bucket("1"), i * 10],
        [bucket("+Inf"), i * 10],
      ]);
    expect(driven.status().latency?.["0.5"]).toMatchObject({ kind: "value", value: expect.closeTo(0.65, 9) });
  });
});

const groupsKept = (driven: DrivenLedger) =>
  driven.kept().flatMap((record) => (record.kind === "objective" ? record.cells.map(({ by }) => by) : []));

describe("what is old", () => {
  it("is forgotten every ten minutes: a series without a sample for six hours begins anew", () => {
    const driven = running(20);
    const chains = () =>
      driven.kept().flatMap((record) => (record.kind === "chains" ? record.chains.map(({ lastMs }) => lastMs) : []));
    expect(chains()).toHaveLength(2);
    for (let i = 0; i < 720; i++) driven.step();
    expect(chains()).toHaveLength(2);
    for (let i = 0; i < 20; i++) driven.step();
    expect(chains()).toEqual([]);
    const [head] = driven.kept();
    expect(head).toMatchObject({
      kind: "head",
      stepMs: STEP_MS,
      replicaLabels: [],
      sweptMs: START_MS + STEP_MS + 37 * 600_000,
    });
  });

  it("is forgotten at the same times by the next ledger", () => {
    const driven = running(30);
    const next = new DrivenLedger([daily], driven.nowMs, false, driven.kept());
    expect(next.kept()[0]).toMatchObject({ sweptMs: START_MS + STEP_MS + 600_000 });
    next.step();
    expect(next.kept()[0]).toMatchObject({ sweptMs: START_MS + STEP_MS + 600_000 });
  });

  it("is a group that was idle for longer than its window: its series count in a new one when they come back", () => {
    const grouped = objective({ by: ["pod"], window: daily.window });
    const driven = new DrivenLedger([grouped]);
    const sample = (pod: string, value: number) => [requests("200", pod), value] as const;
    for (let i = 1; i <= 4; i++) driven.stepWith([sample("a", i), sample("b", i)]);
    // Asked once in ten minutes, so that a day does not take long.
    for (let i = 0; i < 150; i++) {
      driven.nowMs += 600_000 - STEP_MS;
      driven.stepWith([sample("b", 5 + i)]);
    }
    expect(driven.statuses.map(({ by }) => by)).toEqual([{ pod: "b" }]);
    expect(groupsKept(driven)).toEqual([{ pod: "b" }]);
    driven.stepWith([sample("a", 7), sample("b", 200)]);
    expect(driven.statuses.map(({ by }) => by)).toContainEqual({ pod: "a" });
  });
});

describe("a series of a group that was forgotten", () => {
  it("counts in the group that is there now", () => {
    const indicator = {
      kind: "events",
      total: [counter("all_total")],
      counted: { as: "bad", selectors: [counter("bad_total")] },
    } as const;
    const driven = new DrivenLedger([objective({ by: ["pod"], window: daily.window, indicator })]);
    const goneFor = { now: 0, longest: 0 };
    // Bad events alone do not tell that a group is used.
    for (let i = 0; i < 160; i++) {
      driven.nowMs += 600_000 - STEP_MS;
      driven.stepWith([[{ __name__: "bad_total", pod: "a" }, i]]);
      if (i < 140) continue;
      goneFor.now = groupsKept(driven).length > 0 ? 0 : goneFor.now + 1;
      goneFor.longest = Math.max(goneFor.longest, goneFor.now);
    }
    expect(groupsKept(driven)).toEqual([{ pod: "a" }]);
    // It is there again with the next sample.
    expect(goneFor.longest).toBe(1);
  });
});

describe("a Prometheus whose clock is set back", () => {
  it("goes on where what was counted lies within an hour, by chains that begin anew", () => {
    const driven = running(20);
    const before = driven.counts("1h");
    const at = instant(driven.nowMs - HOUR_MS);
    const asked = driven.ledger.plan(instant(driven.nowMs + STEP_MS));
    driven.ledger.setBack(at, seconds(3600));
    driven.nowMs = at;
    // What was asked before means nothing.
    driven.ledger.ingest(instant(1), []);
    for (const query of asked) driven.ledger.late(query, failed);
    expect(driven.status()).toMatchObject({ state: "no-data", ageSeconds: undefined });
    driven.prometheus = new SimulatedPrometheus();
    const samples = (value: number) =>
      [
        [requests("200"), value],
        [requests("500"), 500],
      ] as const;
    driven.stepWith(samples(9000));
    driven.stepWith(samples(9050));
    expect(driven.status().ageSeconds).toBe(1);
    const later = driven.ledger.read(instant(START_MS + 20 * STEP_MS))[0];
    expect(later?.windows.find(({ window }) => window === "1d")?.total).toBe(before.total + 50);
    expect(driven.ledger.planBackfill(instant(driven.nowMs)).length).toBe(
      running(20).ledger.planBackfill(instant(START_MS)).length,
    );
  });

  it("is read again from the beginning where it is more than an hour", () => {
    const driven = running(20, [daily], true);
    driven.readPast();
    expect([driven.ledger.wantsPast, driven.counts("1h").total]).toEqual([false, expect.closeTo(20 * 101 - 101, 6)]);
    const at = instant(driven.nowMs - HOUR_MS - 1000);
    driven.ledger.setBack(at, seconds(3601));
    driven.nowMs = at;
    expect([driven.ledger.wantsPast, driven.counts("1d").total]).toEqual([true, 0]);
    driven.prometheus = new SimulatedPrometheus();
    driven.stepWith([[requests("200"), 9000]]);
    driven.stepWith([[requests("200"), 9050]]);
    expect(driven.counts("5m").total).toBe(50);
    // What is old is looked for ten minutes later at the earliest.
    expect(driven.kept()[0]).toMatchObject({ sweptMs: at });
  });

  it("has nothing to forget where nothing is followed yet", () => {
    const ledger = new Ledger({ step: seconds(30) });
    ledger.setBack(instant(START_MS), seconds(7200));
    expect([ledger.read(instant(START_MS)), ledger.plan(instant(START_MS))]).toEqual([[], []]);
  });

  it("asks again at once what was waited for", () => {
    const driven = running(4);
    const at = instant(driven.nowMs + STEP_MS);
    driven.ledger.plan(at);
    for (const _ of driven.ledger.ingestInSlices(at, [undefined]));
    expect(driven.ledger.plan(at)).toEqual([]);
    driven.ledger.setBack(at, seconds(60));
    expect(driven.ledger.plan(at)).toHaveLength(1);
  });

  it("counts nothing that was asked before", () => {
    const driven = running(4);
    const at = instant(driven.nowMs + STEP_MS);
    driven.prometheus.append(requests("200"), at - 1000, 9000);
    const [query] = driven.ledger.plan(at);
    for (const _ of driven.ledger.ingestInSlices(at, [undefined]));
    driven.ledger.setBack(at, seconds(60));
    const before = driven.counts("1h");
    if (query !== undefined) driven.ledger.late(query, driven.prometheus.answer(query));
    for (const _ of driven.ledger.ingestLate(at));
    expect([driven.counts("1h"), driven.status().ageSeconds]).toEqual([before, undefined]);
  });
});

describe("what a ledger tells besides", () => {
  it("is what it read and did not count", () => {
    const driven = running(2);
    expect(driven.ledger.refused).toEqual({ future: 0, invalid: 0, implausible: 0 });
    driven.stepWith([[requests("200"), -5]]);
    expect(driven.ledger.refused).toEqual({ future: 0, invalid: 1, implausible: 0 });
  });

  it("is latencies over time, of what is followed and has buckets", () => {
    const latency = objective({ slo: "latency", indicator: indicators.classic, window: daily.window });
    const driven = new DrivenLedger([daily, latency]);
    const bucket = (le: string) => ({ __name__: "http_request_duration_seconds_bucket", job: "checkout", le });
    for (let i = 1; i <= 11; i++)
      driven.stepWith([
        [bucket("0.3"), i * 6],
        [bucket("+Inf"), i * 10],
      ]);
    const points = driven.ledger.latencies("checkout/latency", {})?.points ?? [];
    // Five minutes are whole: ten samples, of which the first tells nothing.
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(90);
    for (const id of ["checkout/availability", "checkout/other"])
      expect(driven.ledger.latencies(id, {})).toBeUndefined();
  });

  it("is as of the moment at which it is kept, and not as of the last step", () => {
    const driven = running(2);
    driven.nowMs += 10_000;
    expect(driven.kept()[0]).toMatchObject({ kind: "head", advancedMs: driven.nowMs });
  });
});

describe("a fault of one objective", () => {
  it("is told by its id, and the others are kept without it", () => {
    const sick: Objective = { ...daily, slo: "sick", indicator: undefined as never };
    const driven = running(4, [daily, sick]);
    expect([...driven.ledger.faults.keys()]).toEqual(["checkout/sick"]);
    expect(driven.statuses.map(({ objective: { slo }, note }) => [slo, note?.includes("a fault") ?? false])).toEqual([
      ["availability", false],
      ["sick", true],
    ]);
    const broken: Objective = { ...daily, slo: "broken", alerts: { ...daily.alerts, burn: undefined as never } };
    const later = running(4, [daily, broken]);
    expect([...later.ledger.faults.keys()]).toEqual(["checkout/broken"]);
    const kept = later.kept().flatMap((record) => (record.kind === "objective" ? [record.objective.slo] : []));
    expect(kept).toEqual(["availability"]);
  });
});

describe("the room of a ledger", () => {
  it("is that of the rings of all its objectives", () => {
    const ledger = new Ledger({ step: seconds(30) });
    expect(ledger.bytes).toBe(0);
    ledger.follow([daily], instant(START_MS));
    const one = ledger.bytes;
    ledger.follow([daily, objective()], instant(START_MS));
    // A month has more rows of an hour than a day.
    expect(ledger.bytes).toBeGreaterThan(2 * one);
  });
});
