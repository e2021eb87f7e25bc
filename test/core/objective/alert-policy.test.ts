import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetSpent } from "../../../src/core/budget/burn.ts";
import { BURN_TABLE, defaultBurnConditions } from "../../../src/core/objective/alert-policy.ts";
import { BURN_WINDOWS, windowLength } from "../../../src/core/objective/burn-window.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { days } from "../../../src/core/units/seconds.ts";

describe("the table of burn thresholds", () => {
  it.each([
    [30, [14.4, 6, 3, 1]],
    [28, [14.4, 6, 3, 1]],
    [27, [13.44, 3.5, 1.4, 1]],
    [7, [13.44, 3.5, 1.4, 1]],
    [6, [7.2, 2]],
    [1, [7.2, 2]],
  ])("for an SLO window of %d d alerts above %j", (length, expected) => {
    expect(defaultBurnConditions(days(length), ratio(0.99)).map((c) => c.above)).toEqual(expected);
  });

  it("spends 2, 5, 10 and 10 % of a 30 d budget, as the workbook says", () => {
    expect(
      defaultBurnConditions(days(30), ratio(0.99)).map((c) =>
        budgetSpent(c.above, windowLength(c.longWindow), days(30)),
      ),
    ).toEqual([0.02, 0.05, 0.1, 0.1].map((share) => expect.closeTo(share, 12)));
  });

  it("never asks for a burn below the sustainable one, nor for a window that is not recorded", () => {
    for (const { above, shortWindow, longWindow } of BURN_TABLE.flatMap((row) => row.conditions)) {
      expect(above).toBeGreaterThanOrEqual(1);
      expect(BURN_WINDOWS).toContain(shortWindow);
      expect(BURN_WINDOWS).toContain(longWindow);
      expect(windowLength(shortWindow)).toBeLessThan(windowLength(longWindow));
    }
  });

  it.each([
    { target: 0.964, above: [14.388, 6, 3, 1] },
    { target: 0.95, above: [10.5, 6, 3, 1] },
    { target: 0.9, above: [5.5, 4, 2.5, 1] },
    { target: 0.8, above: [3, 2.333, 1.666, 1] },
    { target: 0.5, above: [1.5, 1.333, 1.166, 1] },
  ])("asks no more of a target of $target than that half of the promised events fail", ({ target, above }) => {
    const conditions = defaultBurnConditions(days(30), ratio(target));
    expect(conditions.map((one) => one.above)).toEqual(above);
    expect((conditions[0]?.above ?? 0) * (1 - target)).toBeLessThanOrEqual(1 - target + target / 2 + 1e-9);
  });

  it("can be reached for any target, and calls sooner the faster it burns", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99999, noNaN: true }).map(ratio),
        fc.integer({ min: 1, max: 400 }),
        (target, length) => {
          const rates = defaultBurnConditions(days(length), target).map((one) => one.above);
          for (const above of rates) expect(above * (1 - target)).toBeLessThan(1);
          expect(rates).toEqual(rates.toSorted((a, b) => b - a));
          expect(Math.min(...rates)).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });

  it("has no row below one day", () => {
    expect(() => defaultBurnConditions(days(0.5), ratio(0.99))).toThrow(RangeError);
  });
});
