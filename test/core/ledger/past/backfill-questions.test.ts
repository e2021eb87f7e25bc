import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { Backfill } from "../../../../src/core/ledger/past/backfill.ts";
import type { RangeQuery } from "../../../../src/core/ledger/past/history-chunk.ts";
import type { LedgerAnswer } from "../../../../src/core/ledger/ports.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const HOUR_MS = 3_600_000;
const both = { total: true, counted: true };
const hours = (from: number, to: number) => ({ fromMs: START_MS + from * HOUR_MS, toMs: START_MS + to * HOUR_MS });
/** Three questions for each stretch: all events, bad ones, and how many samples there are. */
const rates = objective({ indicator: indicators.promql });
const condition = { kind: "condition", when: "up == 0", reason: undefined } as const;

class Filling {
  readonly store = new CellStore(STEP_MS);
  readonly backfill = new Backfill();
  readonly faults = new ObjectiveFaults();

  follow(of: Objective = rates): TrackedObjective {
    this.store.advance(START_MS);
    return track(of, this.store);
  }

  get plan(): readonly RangeQuery[] {
    return this.backfill.plan().filter((query) => query.kind === "range");
  }

  /** What is asked, in hours from the start. */
  get asked(): readonly (readonly number[])[] {
    return this.plan.map(({ from, to, step }) => [(from - START_MS) / HOUR_MS, (to - START_MS) / HOUR_MS, step]);
  }

  /** Answers all that is asked now. */
  answer(answer: (query: RangeQuery) => LedgerAnswer): this {
    for (const query of this.plan) this.backfill.ingest(query, answer(query), this.faults);
    return this;
  }
}
const failed = (reason: "timeout" | "invalid" | "unreachable") => (): LedgerAnswer => ({
  kind: "failed",
  reason,
  message: "too much",
});
/** One event a second, all of them good; nothing of samples or conditions. */
const steady = ({ promql, from, to, step }: RangeQuery): LedgerAnswer => {
  if (!promql.includes("orders_total") || promql.includes("count_over_time")) return { kind: "series", series: [] };
  const timestamps = Array.from({ length: (to - from) / (step * 1000) + 1 }, (_, i) => from + i * step * 1000);
  return { kind: "series", series: [{ labels: {}, timestamps, values: timestamps.map(() => 1) }] };
};
const countsOf = (tracked: TrackedObjective, from: number, to: number): number => {
  const { bank, index } = cellOf(tracked).place;
  const { fromMs, toMs } = hours(from, to);
  return bank.between(index, fromMs, toMs).total;
};

describe("questions about history", () => {
  it("are asked newest stretch first, each until it is answered, and counted once all of a stretch are", () => {
    const filling = new Filling();
    const tracked = filling.follow();
    filling.backfill.add(tracked, hours(-8, -5), both, START_MS);
    expect([...new Set(filling.asked.map(([, to]) => to))]).toEqual([-5, -6]);
    const [first, second] = filling.plan;
    if (first === undefined || second === undefined) throw new Error("more than one is asked");
    filling.backfill.ingest(first, steady(first), filling.faults);
    expect(filling.plan).not.toContainEqual(first);
    expect(filling.plan[0]).toEqual(second);
    expect(countsOf(tracked, -6, -5)).toBe(0);
    filling.answer(steady);
    expect([countsOf(tracked, -6, -5), countsOf(tracked, -8, -6), filling.plan]).toEqual([3600, 7200, []]);
  });

  it("are asked once for objectives that ask the same, and answer all of them", () => {
    const filling = new Filling();
    const two = [filling.follow(), filling.follow({ ...rates, slo: "other" })];
    for (const one of two) filling.backfill.add(one, hours(-2, -1), both, START_MS);
    const { length } = filling.plan;
    filling.answer(steady);
    expect([length, ...two.map((one) => countsOf(one, -2, -1))]).toEqual([3, 3600, 3600]);
  });

  it("are not asked for those that are followed no more, some at a time", () => {
    const filling = new Filling();
    const [gone, kept] = [filling.follow({ ...rates, slo: "gone" }), filling.follow()];
    for (let i = 0; i < 25; i++) filling.backfill.add(gone, hours(-2 - i, -1 - i), both, START_MS);
    filling.backfill.add(kept, hours(-2, -1), both, START_MS);
    expect([...filling.backfill.retain(new Set([kept]))].length).toBe(1);
    filling.answer(steady);
    expect([countsOf(gone, -2, -1), countsOf(kept, -2, -1), filling.plan]).toEqual([0, 3600, []]);
  });

  it("bring what an objective throws as its own fault", () => {
    const filling = new Filling();
    const [sick, well] = [filling.follow({ ...rates, slo: "sick" }), filling.follow()];
    cellOf(sick).noteHistory = (): never => {
      throw new Error("planted");
    };
    for (const one of [sick, well]) filling.backfill.add(one, hours(-2, -1), both, START_MS);
    filling.answer(steady);
    expect([[...filling.faults.errors.keys()], countsOf(well, -2, -1)]).toEqual([["checkout/sick"], 3600]);
  });

  it("bring what the engine remarks on them, until it remarks something else", () => {
    const filling = new Filling();
    const tracked = filling.follow();
    filling.backfill.add(tracked, hours(-2, -1), both, START_MS);
    filling.answer((query) => ({ ...steady(query), remarks: ["a counter?"] }));
    expect(tracked.historyRemark).toBe("a counter?");
    filling.backfill.add(tracked, hours(-4, -3), both, START_MS);
    filling.answer(steady);
    expect(tracked.historyRemark).toBe("a counter?");
  });
});

describe("what is not counted yet", () => {
  it("is told by its stretches, as far as they are wanted, without those of conditions alone", () => {
    const filling = new Filling();
    const tracked = filling.follow({ ...rates, exclusions: [condition] });
    filling.backfill.add(
      tracked,
      { fromMs: START_MS - 6.51 * HOUR_MS, toMs: START_MS - 5.51 * HOUR_MS },
      both,
      START_MS,
    );
    filling.backfill.addConditions(tracked, hours(-3, -2), START_MS, () => undefined);
    const holes = filling.backfill.holes.map(({ fromMs, toMs, channels }) => [
      Math.round(((fromMs - START_MS) / HOUR_MS) * 100) / 100,
      Math.round(((toMs - START_MS) / HOUR_MS) * 100) / 100,
      channels,
    ]);
    expect(holes).toEqual([
      [-6, -5.51, both],
      [-6.51, -6, both],
    ]);
    filling.backfill.add(tracked, hours(-10, -9), { total: false, counted: true }, START_MS);
    expect(filling.backfill.holes.at(-1)).toMatchObject({ tracked, channels: { total: false, counted: true } });
  });
});

describe("a question that failed", () => {
  const begun = (to = -1): Filling => {
    const filling = new Filling();
    filling.backfill.add(filling.follow(), hours(to - 1, to), both, START_MS);
    return filling;
  };

  it("is asked again where nobody was reached, in halves where it was too much", () => {
    const filling = begun();
    const before = filling.asked;
    filling.answer(failed("unreachable"));
    expect(filling.asked).toEqual(before);
    const [first] = filling.plan;
    if (first !== undefined) filling.backfill.ingest(first, failed("timeout")(), filling.faults);
    expect([...new Set(filling.asked.map(([, to]) => to))]).toEqual([-1, -1.5]);
    filling.answer(steady);
    const [hole] = filling.backfill.holes;
    expect(hole).toBeUndefined();
  });

  it("is asked on where it is one step that took too long, and is none where that has no answer", () => {
    for (const [reason, left] of [
      ["timeout", 3],
      ["invalid", 0],
    ] as const) {
      // A single hour, long ago.
      const filling = begun(-100);
      const [first] = filling.plan;
      if (first !== undefined) filling.backfill.ingest(first, failed(reason)(), filling.faults);
      expect(filling.plan).toHaveLength(left);
    }
  });
});

describe("conditions of the past", () => {
  const excluding: Objective = { ...rates, exclusions: [condition] };
  const holds = (query: RangeQuery): LedgerAnswer => ({
    kind: "series",
    series: [{ labels: {}, timestamps: [query.to], values: [1] }],
  });

  it("are known once all their stretches are answered, also those that were asked in halves", () => {
    const filling = new Filling();
    let known = 0;
    const tracked = filling.follow(excluding);
    filling.backfill.addConditions(tracked, hours(-8, -4), START_MS, () => known++);
    expect(filling.asked.map(([, to, step]) => [to, step])).toEqual([
      [-4, 60],
      [-6, 60],
    ]);
    const [first, second] = filling.plan;
    if (first === undefined || second === undefined) throw new Error("two are asked");
    filling.backfill.ingest(second, holds(second), filling.faults);
    filling.backfill.ingest(first, failed("timeout")(), filling.faults);
    const [half, other] = filling.plan;
    if (half === undefined || other === undefined) throw new Error("two halves are asked");
    filling.backfill.ingest(half, holds(half), filling.faults);
    expect(known).toBe(0);
    filling.backfill.ingest(other, holds(other), filling.faults);
    expect([known, filling.plan]).toEqual([1, []]);
    expect(tracked.excluded.lengthWithin(hours(-8, -4).fromMs, START_MS)).toBe(3 * 60_000);
    // Nothing was counted meanwhile.
    expect([countsOf(tracked, -8, -4), tracked.approximateUntilMs]).toEqual([0, Number.NEGATIVE_INFINITY]);
  });
});

describe("hours that lack samples", () => {
  it("are asked again in five minutes, with an hour on either side, and counted within the hour alone", () => {
    const filling = new Filling();
    const tracked = filling.follow(objective());
    filling.backfill.add(tracked, hours(-104, -100), both, START_MS);
    const lacking = { fromMs: hours(-103, -102).fromMs, toMs: hours(-103, -102).toMs };
    const answer = ({ promql, from, to, step }: RangeQuery): LedgerAnswer => {
      const timestamps = Array.from({ length: (to - from) / (step * 1000) + 1 }, (_, i) => from + i * step * 1000);
      const counts = promql.includes("count_over_time");
      if (promql.includes("unless") || promql.includes("5..")) return { kind: "series", series: [] };
      const full = (240 * step) / 3600;
      const valueOf = (end: number): number =>
        counts ? (end > lacking.fromMs && end <= lacking.toMs ? Math.round(full / 3) : full) : 1;
      return { kind: "series", series: [{ labels: {}, timestamps, values: timestamps.map(valueOf) }] };
    };
    filling.answer(answer);
    expect([countsOf(tracked, -104, -103), countsOf(tracked, -103, -102)]).toEqual([3600, 0]);
    const steps = new Set(filling.asked.map(([, to, step]) => `${to} ${step}`));
    expect(steps).toEqual(new Set(["-101 300"]));
    expect(Math.min(...filling.asked.map(([from]) => from ?? 0))).toBe(-104);
    filling.answer(answer);
    expect([countsOf(tracked, -104, -103), countsOf(tracked, -103, -102), countsOf(tracked, -102, -101)]).toEqual([
      3600, 3600, 3600,
    ]);
    expect(filling.plan).toEqual([]);
  });
});
