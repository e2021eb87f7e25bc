import { describe, expect, it } from "vitest";
import { objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, requests } from "../driven-ledger.ts";

/** Ten minutes of one pod with 100 good events a step. */
function warmedUp(): { readonly driven: DrivenLedger; readonly good: () => number } {
  const driven = new DrivenLedger([objective()]);
  let good = 50_000;
  for (let i = 0; i < 20; i++) driven.stepWith([[requests("200"), (good += 100)]]);
  return { driven, good: () => (good += 100) };
}

describe("a series that appears", () => {
  it("only sets a baseline when nothing is known of the time before", () => {
    const driven = new DrivenLedger([objective()]);
    driven.stepWith([
      [requests("200"), 50_000],
      [requests("500"), 300],
    ]);
    expect(driven.counts("5m")).toEqual({ total: 0, bad: 0 });
    driven.stepWith([
      [requests("200"), 50_090],
      [requests("500"), 310],
    ]);
    expect(driven.counts("5m")).toEqual({ total: 100, bad: 10 });
  });

  it("counts from zero as the first error of a living target", () => {
    const { driven, good } = warmedUp();
    driven.stepWith([
      [requests("200"), good()],
      [requests("500"), 7],
    ]);
    expect(driven.counts("5m")).toEqual({ total: 10 * 100 + 7, bad: 7 });
  });

  it("counts from zero on a new target", () => {
    const { driven, good } = warmedUp();
    driven.stepWith([
      [requests("200"), good()],
      [requests("200", "b"), 80],
      [requests("500", "b"), 3],
    ]);
    expect(driven.counts("5m")).toEqual({ total: 10 * 100 + 83, bad: 3 });
  });

  it("only sets a baseline after a gap in the coverage of more than an hour", () => {
    const { driven, good } = warmedUp();
    for (let i = 0; i < 125; i++) driven.step(true);
    driven.stepWith([
      [requests("200"), good()],
      [requests("500"), 40],
    ]);
    expect(driven.counts("5m").bad).toBe(0);
  });

  it("only sets a baseline on an old target whose counters are too large to be new, and says so", () => {
    const { driven, good } = warmedUp();
    driven.stepWith([
      [requests("200"), good()],
      [requests("200", "old"), 9_000_000],
      [requests("500", "old"), 12],
    ]);
    expect(driven.counts("5m")).toEqual({ total: 10 * 100, bad: 0 });
    driven.stepWith([
      [requests("200"), good()],
      [requests("200", "old"), 9_000_010],
      [requests("500", "old"), 13],
    ]);
    expect(driven.counts("5m")).toEqual({ total: 10 * 100 + 11, bad: 1 });
  });

  it("only sets a baseline when a living target's series change their labels", () => {
    const { driven } = warmedUp();
    const relabelled = (code: string) => requests(code, "a", { version: "2" });
    driven.stepWith([
      [relabelled("200"), 300],
      [relabelled("500"), 50],
    ]);
    expect(driven.counts("5m").bad).toBe(0);
    driven.stepWith([
      [relabelled("200"), 400],
      [relabelled("500"), 51],
    ]);
    expect(driven.counts("5m").bad).toBe(1);
  });

  it("does not count a target that was silent for long and comes back with other labels", () => {
    const { driven } = warmedUp();
    for (let i = 0; i < 20; i++) driven.step();
    driven.stepWith([
      [requests("200", "z"), 60],
      [requests("500", "z"), 5],
    ]);
    expect(driven.counts("5m")).toEqual({ total: 0, bad: 0 });
  });
});

describe("a counter that falls", () => {
  it("has restarted: what it shows was counted since", () => {
    const { driven } = warmedUp();
    const before = driven.counts("30m").total;
    driven.stepWith([[requests("200"), 40]]);
    expect(driven.counts("30m").total).toBe(before + 40);
  });
});
