import { describe, expect, it } from "vitest";
import { budgetSpent } from "../../../src/core/budget/burn.ts";
import { BURN_TABLE, defaultBurnConditions } from "../../../src/core/objective/alert-policy.ts";
import { BURN_WINDOWS, windowLength } from "../../../src/core/objective/burn-window.ts";
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
    expect(defaultBurnConditions(days(length)).map((c) => c.above)).toEqual(expected);
  });

  it("spends 2, 5, 10 and 10 % of a 30 d budget, as the workbook says", () => {
    expect(
      defaultBurnConditions(days(30)).map((c) => budgetSpent(c.above, windowLength(c.longWindow), days(30))),
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

  it("has no row below one day", () => {
    expect(() => defaultBurnConditions(days(0.5))).toThrow(RangeError);
  });
});
