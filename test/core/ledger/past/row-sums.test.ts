import { describe, expect, it } from "vitest";
import { Increases, RowSums } from "../../../../src/core/ledger/past/row-sums.ts";
import { START_MS } from "../driven-ledger.ts";
import { at, plan } from "./told-samples.ts";

describe("sums in rows", () => {
  it("go on in a row that has something already, and count nothing of no stretches", () => {
    const sums = new RowSums(plan, [], false);
    const increases = new Increases();
    sums.add(increases);
    for (const minutes of [1, 6]) {
      increases.count = 0;
      increases.sinceMs = at(0);
      increases.add(at(minutes), 3, 0);
      increases.add(at(minutes + 1), 4, 0);
      sums.add(increases);
      sums.add(increases);
    }
    increases.count = 0;
    sums.add(increases);
    expect(sums.take()).toEqual({
      rows: [1, 2].map((row) => START_MS / plan.stepMs + row),
      amounts: [14, 14],
      bad: [],
    });
    expect(sums.take()).toEqual({ rows: [], amounts: [], bad: [] });
  });

  it("are none where a plan ends before it begins to count", () => {
    const sums = new RowSums({ ...plan, toMs: at(-30) }, [], true);
    expect(sums.take()).toEqual({ rows: [], amounts: [], bad: [] });
  });

  it("have room for what was reserved, and keep what was there", () => {
    const increases = new Increases();
    increases.add(1, 2, 3);
    increases.reserve(255);
    expect(increases.times.length).toBe(256);
    increases.reserve(256);
    expect(increases.times.length).toBeGreaterThanOrEqual(257);
    expect([increases.times, increases.amounts, increases.bad].map(([first]) => first)).toEqual([1, 2, 3]);
    expect([increases.amounts.length, increases.bad.length]).toEqual([increases.times.length, increases.times.length]);
  });
});
