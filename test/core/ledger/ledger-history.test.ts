import { describe, expect, it } from "vitest";
import { Ledger } from "../../../src/core/ledger/ledger.ts";
import type { LedgerAnswer } from "../../../src/core/ledger/ports.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { days, seconds } from "../../../src/core/units/seconds.ts";
import { objective } from "../../fixtures/objectives.ts";
import { DrivenLedger, nextPast, requests, START_MS, STEP_MS } from "./driven-ledger.ts";
import { counted, daily, HOUR_MS, running, serve, serveUnasked } from "./running.ts";

describe("history", () => {
  it("is read from raw samples as long as nobody refuses, and comes as rates after that", () => {
    const driven = running(1, [daily], true);
    const { ledger } = driven;
    expect([ledger.wantsPast, ledger.planBackfill(instant(driven.nowMs))]).toEqual([true, []]);
    ledger.refusePast("it has no remote read");
    expect([ledger.wantsPast, nextPast(ledger)]).toEqual([false, undefined]);
    expect(ledger.planBackfill(instant(driven.nowMs)).length).toBeGreaterThan(0);
    const plain = new Ledger({ step: seconds(30) });
    plain.follow([daily], instant(START_MS));
    expect(plain.wantsPast).toBe(false);
    expect(running(1).ledger.wantsPast).toBe(false);
  });

  it("is counted where it is answered, from whichever ledger asks", () => {
    const driven = running(1);
    const answer: LedgerAnswer = {
      kind: "series",
      series: [{ labels: {}, timestamps: [START_MS - HOUR_MS], values: [1] }],
    };
    for (const query of driven.ledger.planBackfill(instant(driven.nowMs))) driven.ledger.ingestBackfill(query, answer);
    expect(driven.status().approximate).toBe(true);
  });

  it("tells what happened in a gap of more than an hour, and no chain counts that too", () => {
    const driven = running(20, [daily], true);
    driven.readPast();
    const lost = 140;
    for (let i = 0; i < lost; i++) {
      driven.prometheus.append(requests("200"), driven.nowMs + STEP_MS - 1000, 3000 + (i + 1) * 100);
      driven.prometheus.append(requests("500"), driven.nowMs + STEP_MS - 1000, 30 + i + 1);
      driven.step(true);
    }
    serve(driven, 3);
    driven.readPast();
    // The first sample of all tells nothing.
    const expected = 20 + lost + 3 - 1;
    expect(driven.counts("1d")).toEqual(counted(expected));
    expect(driven.window("1h").coverage).toBeCloseTo(1, 2);
  });

  it("lies where it happened when it is read before a step was answered", () => {
    const driven = running(20, [daily], true);
    driven.readPast();
    serveUnasked(driven, 140);
    driven.ledger.plan(instant(driven.nowMs));
    expect(driven.ledger.planBackfill(instant(driven.nowMs))).toEqual([]);
    driven.readPast();
    serve(driven, 1);
    expect(driven.counts("1h")).toEqual(counted(120));
  });

  it("lies where it happened when a longer window wants another place for it", () => {
    // Steps that do not end with a row of the rings.
    const driven = new DrivenLedger([daily], START_MS + 10_000);
    for (let i = 1; i <= 20; i++) driven.stepWith([[requests("200"), 1000 + i * 100]]);
    driven.nowMs += HOUR_MS / 2;
    const weekly = objective({ window: { kind: "rolling", length: days(7) } });
    driven.ledger.follow([weekly], instant(driven.nowMs));
    expect([driven.counts("5m").total, driven.counts("slo").total]).toEqual([0, expect.closeTo(1900, 6)]);
  });

  it("tells what happened before a silence within such a gap, which no chain bridges", () => {
    const driven = running(20, [daily], true);
    driven.readPast();
    for (let i = 1; i <= 140; i++) {
      if (i <= 100) driven.prometheus.append(requests("200"), driven.nowMs + STEP_MS - 1000, 3000 + i * 100);
      driven.step(true);
    }
    driven.stepWith([[requests("200"), 20_000]]);
    driven.stepWith([[requests("200"), 20_100]]);
    driven.readPast();
    // From 1,100 on, the first sample of all; bad events were told up to the gap.
    expect(driven.counts("1d").total).toBeCloseTo(20_100 - 1100 + 19, 6);
  });

  it("is joined to what was read live, for series that are back within six hours", () => {
    const driven = new DrivenLedger([daily], START_MS, true);
    for (let i = 0; i <= 240; i++) {
      driven.prometheus.append(requests("200"), START_MS - 2 * HOUR_MS + i * STEP_MS, 100 + i);
      if (i <= 120) driven.prometheus.append(requests("500"), START_MS - 2 * HOUR_MS + i * STEP_MS, 5);
    }
    driven.step();
    driven.readPast();
    driven.stepWith([
      [requests("200"), 400],
      [requests("500"), 7],
    ]);
    // Bad events were seen an hour ago last: two more since then.
    expect(driven.counts("1d").bad).toBe(2);
  });

  it("has points of what is followed alone", () => {
    const driven = running(20);
    const { ledger, nowMs } = driven;
    const points = (id: string, by = {}) =>
      ledger.history(id, by, instant(nowMs - 2 * STEP_MS), instant(nowMs), seconds(STEP_MS / 1000));
    expect(points("checkout/availability").map(({ at, total }) => [at, total])).toEqual([
      [nowMs - STEP_MS, expect.closeTo(101, 6)],
      [nowMs, expect.closeTo(101, 6)],
    ]);
    expect([
      points("checkout/other"),
      running(1, [objective({ by: ["pod"] })]).ledger.history(
        "checkout/availability",
        { pod: "z" },
        instant(START_MS),
        instant(START_MS + STEP_MS),
        seconds(30),
      ),
    ]).toEqual([[], []]);
  });
});
