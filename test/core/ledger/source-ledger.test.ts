import { describe, expect, it } from "vitest";
import { unpaused } from "../../../src/core/ledger/following/unpaused.ts";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import type { LedgerQuery } from "../../../src/core/ledger/ports.ts";
import { SourceLedger } from "../../../src/core/ledger/source-ledger.ts";
import type { Objective } from "../../../src/core/objective/objective.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { days, seconds } from "../../../src/core/units/seconds.ts";
import { objective } from "../../fixtures/objectives.ts";
import { allPast, nextPast, requests, START_MS, STEP_MS } from "./driven-ledger.ts";
import { SimulatedPrometheus } from "./simulated-prometheus.ts";

const DELAY_MS = 600_000;
const window = { kind: "rolling", length: days(1) } as const;
const prompt = objective({ slo: "prompt", window });
const late = objective({ slo: "late", window, delay: seconds(DELAY_MS / 1000) });

/** All of a Prometheus that has 101 events a step, the samples of which are a second old. */
class Driven {
  readonly ledger: SourceLedger;
  readonly prometheus = new SimulatedPrometheus();
  nowMs = START_MS;

  constructor(objectives: readonly Objective[] = [prompt, late], readsRaw = false) {
    this.ledger = new SourceLedger({ step: seconds(STEP_MS / 1000), readsRaw });
    this.ledger.follow(objectives, this.at);
    for (let step = -60; step <= 0; step++) this.#scrape(step);
  }

  get at() {
    return instant(this.nowMs);
  }

  /** Goes on by a step, and has the samples of it. */
  next(): void {
    this.nowMs += STEP_MS;
    this.#scrape((this.nowMs - START_MS) / STEP_MS);
  }

  #scrape(step: number): void {
    const atMs = START_MS + step * STEP_MS - 1000;
    this.prometheus.append(requests("200"), atMs, 10_000 + 100 * step);
    this.prometheus.append(requests("500"), atMs, 100 + step);
  }

  steps(count: number): readonly LedgerQuery[] {
    let plan: readonly LedgerQuery[] = [];
    for (let i = 0; i < count; i++) {
      this.next();
      plan = this.ledger.plan(this.at);
      this.ledger.ingest(
        this.at,
        plan.map((query) => this.prometheus.answer(query)),
      );
    }
    return plan;
  }

  status(slo: string): ObjectiveStatus {
    return this.ledger.read(this.at).find((one) => one.objective.slo === slo) ?? expect.fail();
  }

  /** To a thousandth: what straddles the seam is a fraction, which finer rows keep in single precision. */
  total(slo: string, name = "5m"): number {
    return rounded(this.status(slo).windows.find((one) => one.window === name)?.total ?? Number.NaN);
  }
}
const rounded = (total: number): number => Math.round(total * 1000) / 1000;
const spansOf = (queries: readonly LedgerQuery[]): readonly number[] =>
  queries.map((query) => (query.kind === "range" ? query.to : query.at));

describe("objectives whose samples come late", () => {
  it("are asked for, and counted, as of so long ago, beside those that are read at once", () => {
    const driven = new Driven();
    const plan = driven.steps(60);
    expect(plan.map((query) => (query.kind === "instant" ? driven.nowMs - query.at : 0))).toEqual([0, DELAY_MS]);
    expect([driven.total("prompt"), driven.total("late")]).toEqual([1010, 1010]);
    // Both begin five minutes before the first step, a second after a sample.
    for (const slo of ["prompt", "late"]) expect(driven.total(slo, "1h")).toBe(rounded((70 - 1 / 30) * 101));
  });

  it("say so, with their age from now, unless there is something graver to be said", () => {
    const driven = new Driven();
    driven.steps(60);
    const [now, before] = [driven.status("prompt"), driven.status("late")];
    expect([now.at, now.ageSeconds, now.note]).toEqual([driven.nowMs, 1, undefined]);
    expect([before.at, before.ageSeconds, before.note]).toEqual([
      driven.nowMs,
      601,
      "measured as of 10m ago, because its samples come that late",
    ]);
    const fresh = new Driven();
    expect(fresh.status("late")).toMatchObject({
      ageSeconds: undefined,
      note: expect.stringContaining("no samples yet of"),
    });
  });

  it("have the points of a chart at the times that their samples have", () => {
    const driven = new Driven();
    driven.steps(60);
    const points = (slo: string) =>
      driven.ledger
        .history(
          `checkout/${slo}`,
          {},
          instant(driven.nowMs - DELAY_MS - STEP_MS),
          instant(driven.nowMs - DELAY_MS),
          seconds(30),
        )
        .map(({ total }) => rounded(total));
    expect([points("prompt"), points("late"), points("none")]).toEqual([[101], [101], []]);
  });
});

describe("the ledger of a source", () => {
  it("tells of a changed definition since when it is in use, however late its samples come", () => {
    const driven = new Driven();
    driven.steps(60);
    driven.ledger.follow([{ ...late, target: ratio(0.99) }], driven.at);
    const changes = driven.ledger.read(driven.at).map((status) => status.changes);
    expect(changes).toEqual([[{ at: driven.at, says: "target 99.9% → 99%" }]]);
  });

  it("tells of a changed delay, and of what was changed before it, by the clock of its Prometheus", () => {
    const driven = new Driven();
    const targeted = { ...late, target: ratio(0.99) };
    driven.ledger.follow([targeted], driven.at);
    const [first] = driven.status("late").changes;
    driven.steps(2);
    driven.ledger.follow([{ ...targeted, delay: seconds(30) }], driven.at);
    expect(driven.status("late").changes).toEqual([first, { at: driven.at, says: "delay 10m → 30s" }]);
  });

  it("keeps what was counted of objectives that are followed on, and begins with others", () => {
    const driven = new Driven();
    driven.steps(60);
    const other = objective({ slo: "other", window, delay: seconds(30) });
    driven.ledger.follow([late, other], driven.at);
    expect([driven.total("late"), driven.total("other")]).toEqual([1010, 0]);
    expect(driven.ledger.read(driven.at)).toHaveLength(2);
    driven.steps(2);
    expect(driven.total("late")).toBe(1010);
    // One whose delay is another one is read anew.
    driven.ledger.follow([{ ...late, delay: seconds(30) }], driven.at);
    expect(driven.total("late")).toBe(0);
  });

  it("drops answers to what was asked for others, and refuses those that are too few", () => {
    const driven = new Driven();
    driven.steps(2);
    driven.next();
    const plan = driven.ledger.plan(driven.at);
    expect(() => driven.ledger.ingest(driven.at, [])).toThrow("expected 1 answers");
    driven.ledger.follow([prompt], driven.at);
    const before = driven.total("prompt");
    driven.ledger.ingest(
      driven.at,
      plan.map((query) => driven.prometheus.answer(query)),
    );
    expect(driven.total("prompt")).toBe(before);
  });

  it("takes an answer once, and what comes late when it comes", () => {
    const driven = new Driven();
    driven.steps(30);
    driven.next();
    const plan = driven.ledger.plan(driven.at);
    for (const _ of driven.ledger.ingestInSlices(
      driven.at,
      plan.map(() => undefined),
    ));
    expect(() => driven.ledger.ingest(driven.at, [])).not.toThrow();
    const before = [driven.total("prompt", "1h"), driven.total("late", "1h")];
    for (const query of plan) driven.ledger.late(query, driven.prometheus.answer(query));
    for (const _ of driven.ledger.ingestLate(driven.at));
    expect([driven.total("prompt", "1h"), driven.total("late", "1h")]).toEqual(
      before.map((total) => rounded(total + 101)),
    );
  });

  it("goes on from the time that a clock was set back to, for each delay", () => {
    const driven = new Driven();
    driven.steps(60);
    driven.ledger.plan(driven.at);
    driven.nowMs -= DELAY_MS;
    driven.ledger.setBack(driven.at, seconds(DELAY_MS / 1000));
    expect(() => driven.ledger.ingest(driven.at, [])).not.toThrow();
    for (const slo of ["prompt", "late"]) expect(driven.status(slo)).toMatchObject({ ageSeconds: undefined });
    const ends = driven.ledger
      .plan(instant(driven.nowMs + STEP_MS))
      .map((query) => query.kind === "instant" && query.at);
    expect(ends).toEqual([driven.nowMs + STEP_MS, driven.nowMs + STEP_MS - DELAY_MS]);
  });

  it("tells the faults of all", () => {
    const broken = (of: Objective): Objective => ({ ...of, indicator: undefined as never });
    const driven = new Driven([broken(prompt), broken(late)]);
    expect([...driven.ledger.faults.keys()]).toEqual(["checkout/prompt", "checkout/late"]);
  });
});

describe("the history of a source", () => {
  it("is asked for each delay up to where its live part begins, and an answer is everybody's who asked", () => {
    const driven = new Driven();
    const queries = driven.ledger.planBackfill(driven.at);
    const ends = new Set(spansOf(queries));
    expect(ends.has(START_MS - 300_000) && ends.has(START_MS - 300_000 - DELAY_MS)).toBe(true);
    for (const query of queries)
      driven.ledger.ingestBackfill(query, {
        kind: "series",
        series: [{ labels: {}, timestamps: [START_MS - 3_600_000], values: [1] }],
      });
    expect(driven.ledger.planBackfill(driven.at)).toEqual([]);
    for (const slo of ["prompt", "late"]) expect(driven.status(slo).approximate).toBe(true);
  });

  it("is read from raw samples, one span of any ledger after the other, until somebody refuses", () => {
    const driven = new Driven([late, prompt], true);
    expect([driven.ledger.wantsPast, driven.ledger.planBackfill(driven.at)]).toEqual([true, []]);
    const read: string[] = [];
    for (const work of allPast(driven.ledger)) {
      read.push(
        ...new Set(work.questions.flatMap(({ group }) => group.feeds.map(({ tracked }) => tracked.objective.slo))),
      );
      for (const _ of work.count(driven.at));
    }
    expect(new Set(read)).toEqual(new Set(["late", "prompt"]));
    expect(driven.ledger.wantsPast).toBe(false);
    const refused = new Driven([late, prompt], true);
    refused.ledger.refusePast("no remote read");
    expect([refused.ledger.wantsPast, nextPast(refused.ledger)]).toEqual([false, undefined]);
    expect(refused.ledger.planBackfill(refused.at).length).toBeGreaterThan(0);
    // It is wanted as long as any of them wants it.
    const half = new Driven([prompt], true);
    for (const work of allPast(half.ledger)) expect(work.questions).not.toEqual([]);
    half.ledger.follow([prompt, late], half.at);
    expect(half.ledger.wantsPast).toBe(true);
  });
});

describe("what is kept of a source", () => {
  it("is all of each delay, and the next one goes on with it", () => {
    const driven = new Driven();
    driven.steps(60);
    const { pieces, release } = unpaused(driven.ledger.keep(driven.at));
    const kept = structuredClone([...pieces]);
    release();
    expect(new Set(kept.map(({ delay }) => delay))).toEqual(new Set([0, 600]));
    const next = new SourceLedger({ step: seconds(STEP_MS / 1000) });
    for (const piece of kept) next.resume(piece, driven.at);
    next.follow([prompt, late], driven.at);
    const totals = (ledger: SourceLedger) =>
      ledger.read(driven.at).map(({ windows }) => windows.map(({ total }) => total));
    expect(totals(next)).toEqual(totals(driven.ledger));
    const heads = [...unpaused(next.keep(driven.at)).pieces].flatMap(({ record }) =>
      record.kind === "head" ? [record.advancedMs] : [],
    );
    expect(heads).toEqual([driven.nowMs, driven.nowMs - DELAY_MS]);
  });
});
