import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectiveStatus } from "../../../../src/core/budget/status.ts";
import type { KeptRecord } from "../../../../src/core/ledger/keeping/kept.ts";
import { NotResumable } from "../../../../src/core/ledger/keeping/resume.ts";
import { Ledger } from "../../../../src/core/ledger/ledger.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { counter, objective } from "../../../fixtures/objectives.ts";
import { propertyRuns } from "../../../fixtures/property-runs.ts";
import { allPast, DrivenLedger, nextPast, requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { OBJECTIVES, writeWorld } from "./hard-world.ts";

const STEPS = 90;
const HOUR_STEPS = 120;

/** A ledger that finds some hours of history, in a world of its own. */
function begin(seed: number, steps = STEPS, objectives = OBJECTIVES): DrivenLedger {
  const driven = new DrivenLedger(objectives, START_MS, true);
  writeWorld(driven.prometheus, seed, 8, steps);
  return driven;
}

/** Another one in its place, on the same data. */
function restarted(from: DrivenLedger, kept = from.kept(), nowMs = from.nowMs, objectives = OBJECTIVES): DrivenLedger {
  const driven = new DrivenLedger(objectives, nowMs, true, kept);
  driven.prometheus = from.prometheus;
  return driven;
}

function goOn(driven: DrivenLedger, steps: number): void {
  for (let step = 0; step < steps; step++) driven.step();
}

/** The chains of all records by their keys: they are numbered anew whenever they are read. */
function inOrder(records: readonly KeptRecord[]): unknown {
  const chains = records.flatMap((record) => (record.kind === "chains" ? record.chains : []));
  const others = records.filter(({ kind }) => kind !== "chains");
  return [...others, chains.toSorted((a, b) => (a.key < b.key ? -1 : 1))];
}

/** To a percent of coverage: observed time is told in parts of a step, and rounded as often as it is told. */
const countsOf = (statuses: readonly ObjectiveStatus[]): unknown =>
  statuses
    .map(({ objective: { slo }, by, windows }) => ({
      slo,
      by,
      windows: windows.map(({ window, total, bad, coverage }) => [window, total, bad, Math.round(coverage * 100)]),
    }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe("what a ledger kept of a moment", () => {
  const revised = OBJECTIVES.slice(1).map((one, i) =>
    i === 1 ? objective({ ...one, window: { kind: "rolling", length: days(45) } }) : one,
  );

  it("is told as it was then, to the last bit, whatever the ledger does meanwhile, which counts as it would", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(3),
        fc.array(fc.constantFrom("step", "failed step", "history", "follow", "set back", "take"), { maxLength: 60 }),
        (seed, before, unanswered, meanwhile) => {
          const [driven, twin] = [begin(seed, 120), begin(seed, 120)];
          for (const one of [driven, twin]) {
            goOn(one, before);
            one.readPast(2);
            // What was missed is told by the next answer: events of before the moment come after it.
            for (let step = 0; step < unanswered; step++) one.step(true);
          }
          const truth = twin.kept();
          const moment = driven.keep();
          const records = moment.records[Symbol.iterator]();
          const told: KeptRecord[] = [];
          const take = (): void => {
            const { done, value } = records.next();
            // A record is on its way to the disk as soon as it is taken.
            if (done !== true) told.push(structuredClone(value));
          };
          for (const what of meanwhile)
            if (what === "take") take();
            else for (const one of [driven, twin]) doTo(one, what);
          for (let count = -1; count < told.length;) {
            count = told.length;
            take();
          }
          moment.release();
          expect(told).toEqual(truth);
          for (const one of [driven, twin]) goOn(one, 3);
          expect(driven.statuses).toEqual(twin.statuses);
        },
      ),
      propertyRuns(20),
    );
  }, 120_000);

  function doTo(driven: DrivenLedger, what: "step" | "failed step" | "history" | "follow" | "set back"): void {
    switch (what) {
      case "step":
      case "failed step":
        return driven.step(what === "failed step");
      case "history":
        return void driven.readPast(1);
      case "follow":
        return driven.ledger.follow(revised, instant(driven.nowMs));
      case "set back":
        driven.nowMs -= 20 * STEP_MS;
        return driven.ledger.setBack(instant(driven.nowMs), seconds((20 * STEP_MS) / 1000));
    }
  }
});

describe("a ledger that goes on with what another one kept", () => {
  it("knows to the last bit what the other one would, whenever it takes over", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.nat(STEPS - 1), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(STEPS - 1), { maxLength: 12 }),
        fc.nat(20),
        (seed, restarts, failures, firstRead) => {
          const reference = begin(seed);
          let driven = begin(seed);
          for (let step = 0; step < STEPS; step++) {
            for (const one of [reference, driven]) {
              one.step(failures.includes(step));
              // History comes in span by span, between the steps and between the restarts.
              if (step >= firstRead) one.readPast(1);
            }
            if (restarts.includes(step)) driven = restarted(driven);
            // Why the last step had no answer is nothing that the next process could have found.
            if (step % 10 === 0 && !failures.includes(step)) expect(driven.statuses).toEqual(reference.statuses);
          }
          expect(inOrder(driven.kept())).toEqual(inOrder(reference.kept()));
        },
      ),
      { numRuns: 3 },
    );
  }, 120_000);

  it("counts once what was counted after it was kept, as one does whom nobody answered for up to an hour", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(60), fc.nat(50), (seed, lost, away) => {
        const [before, unanswered] = [begin(seed, 260), begin(seed, 260)];
        for (const one of [before, unanswered]) {
          one.step();
          one.readPast();
          goOn(one, 60);
        }
        const kept = before.kept();
        goOn(before, lost);
        for (let step = 0; step < lost + away; step++) unanswered.step(true);
        const driven = restarted(before, kept, unanswered.nowMs);
        for (const one of [driven, unanswered]) goOn(one, 2);
        expect(countsOf(driven.statuses)).toEqual(countsOf(unanswered.statuses));
      }),
      { numRuns: 3 },
    );
  }, 120_000);

  it.each([2, 5, 30])(
    "reads from history what was missed in %i hours alone, and knows what one does that reads all",
    (hours) => {
      const reference = begin(hours, 70 + hours * HOUR_STEPS);
      reference.step();
      reference.readPast();
      goOn(reference, 60);
      const kept = reference.kept();
      const [keptMs, awaySteps] = [reference.nowMs, hours * HOUR_STEPS];
      goOn(reference, awaySteps);
      const driven = restarted(reference, kept, reference.nowMs);
      driven.step();
      const read: [number, number][] = [];
      for (const work of allPast(driven.ledger)) {
        for (const { query, take } of work.questions) {
          read.push([query.plan.countFromMs, query.plan.toMs]);
          for (const digests of driven.prometheus.raw(query, driven.nowMs)) take(digests);
        }
        for (const _ of work.count(instant(driven.nowMs)));
      }
      expect(Math.min(...read.map(([fromMs]) => fromMs))).toBe(keptMs);
      expect(Math.max(...read.map(([, toMs]) => toMs))).toBeLessThanOrEqual(driven.nowMs);
      driven.step();
      const cold = restarted(reference, [], reference.nowMs);
      cold.step();
      cold.readPast();
      cold.step();
      for (const {
        objective: { slo },
        by,
        windows,
      } of cold.statuses)
        for (const { window, total, bad, coverage } of windows) {
          const found = driven.statuses
            .find((one) => one.objective.slo === slo && JSON.stringify(one.by) === JSON.stringify(by))
            ?.windows.find((one) => one.window === window);
          // Where a birth is judged by what was seen before a span of history, spans that begin elsewhere may differ.
          expect(Math.abs((found?.total ?? Number.NaN) - total)).toBeLessThanOrEqual(total * 0.005);
          expect(Math.abs((found?.bad ?? Number.NaN) - bad)).toBeLessThanOrEqual(5 + bad * 0.005);
          expect(found?.coverage).toBeCloseTo(coverage, 2);
        }
    },
    60_000,
  );

  it("knows what it knew where Prometheus has lost all, and says which share of the window that is", () => {
    const before = begin(7);
    before.step();
    before.readPast();
    goOn(before, 60);
    const slo = before.status({}).windows.find(({ window }) => window === "slo");
    const driven = restarted(before, before.kept(), before.nowMs + 5 * 3_600_000);
    driven.prometheus = new DrivenLedger([]).prometheus;
    driven.step();
    driven.readPast();
    const after = driven.status({}).windows.find(({ window }) => window === "slo");
    expect([after?.total, after?.bad]).toEqual([slo?.total, slo?.bad]);
    expect(after?.coverage).toBeCloseTo(slo?.coverage ?? 0, 3);
    // Of the five hours nothing was seen.
    expect(driven.window("6h").coverage).toBeCloseTo(1 / 6, 1);
  });

  it("counts a new target as the old one, and begins anew what is defined anew or gone", () => {
    const [availability, good, ...others] = OBJECTIVES;
    const before = begin(9);
    before.step();
    before.readPast();
    goOn(before, 60);
    const stricter = objective({ ...availability, target: ratio(0.9999) });
    const longer = objective({ ...good, window: { kind: "rolling", length: days(10) } });
    const redefined = objective({
      slo: "by pod",
      indicator: {
        kind: "events",
        total: [counter("http_requests_total", { job: "checkout", code: "200" })],
        counted: { as: "bad", selectors: [counter("http_requests_total", { job: "checkout" }, { code: "5.." })] },
      },
    });
    const objectives = [stricter, longer, redefined, ...others.slice(1, -1)];
    const driven = restarted(before, before.kept(), before.nowMs, objectives);
    const wanted = nextPast(driven.ledger);
    // Only what is defined anew, and what the longer window reaches back to, is read.
    expect(
      new Set(wanted?.questions.flatMap(({ group }) => group.feeds.map(({ tracked }) => tracked.objective.slo))),
    ).toEqual(new Set(["by pod"]));
    const of = (one: DrivenLedger, slo: string) =>
      one.statuses.find((status) => status.objective.slo === slo)?.windows.find(({ window }) => window === "6h");
    for (const slo of ["availability", "good", "latency", "reachable", "moved"])
      expect(of(driven, slo)).toEqual({ ...of(before, slo), burnRate: expect.anything() });
    expect(of(driven, "by pod")?.total).toBe(0);
    expect(driven.statuses.map((status) => status.objective.slo)).not.toContain("late");
  });

  it("is refused where the step, or what tells replicas apart, is another one, or the form", () => {
    const kept = begin(1).kept();
    const resume = (options: ConstructorParameters<typeof Ledger>[0]) => () =>
      new Ledger(options).resume(kept[0] ?? expect.fail(), instant(START_MS));
    expect(resume({ step: seconds(15) })).toThrow(NotResumable);
    expect(resume({ step: seconds(30), replicaLabels: ["replica"] })).toThrow(NotResumable);
    expect(resume({ step: seconds(30) })).not.toThrow();
    const [head] = kept;
    if (head?.kind !== "head") throw new Error("a ledger begins with its head");
    expect(() =>
      new Ledger({ step: seconds(30) }).resume({ ...head, format: head.format + 1 }, instant(START_MS)),
    ).toThrow("by another version");
    expect(() => new Ledger({ step: seconds(30) }).resume(kept[1] ?? expect.fail(), instant(START_MS))).toThrow(
      "no beginning",
    );
  });

  it("counts nothing twice when Prometheus' clock was set back while it was away", () => {
    const driven = new DrivenLedger([objective()]);
    for (let step = 0, good = 0; step < 40; step++) driven.stepWith([[requests("200"), (good += 10)]]);
    const { total } = driven.counts("1h");
    const again = new DrivenLedger([objective()], driven.nowMs, false, driven.kept());
    again.ledger.setBack(instant(driven.nowMs - 10 * 60_000), seconds(600));
    again.nowMs = driven.nowMs - 10 * 60_000;
    again.step();
    expect(again.ledger.read(instant(driven.nowMs + STEP_MS))[0]?.windows[2]?.total).toBe(total);
  });
});
