import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { observedShares } from "../../../../src/core/ledger/past/observed-shares.ts";

const STEP_MS = 300_000;
const grid = (length: number) => ({ ends: Array.from({ length }, (_, i) => (i + 1) * STEP_MS), stepMs: STEP_MS });
const shares = (counts: readonly number[], usual = 0): readonly number[] =>
  observedShares(new Map(counts.map((count, i) => [(i + 1) * STEP_MS, count])), grid(counts.length), usual);

describe("the observed share of a step", () => {
  it.each([
    ["as many samples as around it", [20, 20, 20], [1, 1, 1]],
    ["one sample less, as steps that scrapes do not divide have", [3, 2, 3, 2], [1, 1, 1, 1]],
    ["a hole that begins and ends within steps", [20, 5, 0, 10, 20], [1, 0.225, 0, 0.475, 1]],
    ["a hole over the edge of two steps", [20, 8, 8, 20], [1, 0.375, 0.375, 1]],
    ["a silence too short to be a hole", [20, 12, 12, 20], [1, 1, 1, 1]],
    ["scrapes that were missed here and there", [16, 15, 14, 15, 20], [1, 1, 1, 1, 1]],
    ["series that take the place of others", [20, 20, 10, 20, 20], [1, 1, 1, 1, 1]],
    ["no samples at all", [0, 0], [0, 0]],
    ["counts that are none", [Number.NaN, Number.POSITIVE_INFINITY, -1, 20], [0, 0, 0, 1]],
  ])("is told by the samples: %s", (_what, counts, expected) => {
    expect(shares(counts)).toEqual(expected);
  });

  it("is told by what is usual where that is known, though all steps around lack as many", () => {
    expect(shares([10, 10, 10])).toEqual([1, 1, 1]);
    expect(shares([10, 10, 10], 20)).toEqual([0.475, 0.475, 0.475]);
  });

  it("takes slower scraping long ago for whole steps, but for those beside the change", () => {
    const before = Array<number>(40).fill(5);
    const found = shares([...before, ...Array<number>(40).fill(20)]);
    expect(found.slice(0, 28).every((share) => share === 1)).toBe(true);
    expect(found.slice(40).every((share) => share === 1)).toBe(true);
  });

  it("stays within 0 and 1, for any counts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 50 }), (counts) => {
        for (const share of shares(counts)) expect(share >= 0 && share <= 1).toBe(true);
      }),
    );
  });
});
