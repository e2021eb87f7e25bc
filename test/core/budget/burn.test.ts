import { describe, expect, it } from "vitest";
import { budgetSpent, maxBurnRate, shareLeft, toBurnRate } from "../../../src/core/budget/burn.ts";
import { burnRate } from "../../../src/core/units/burn-rate.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { days, hours } from "../../../src/core/units/seconds.ts";

describe("burn and budget", () => {
  it.each([
    [0.001, 0.999, 1],
    [0.0144, 0.999, 14.4],
    [1, 0.9, 10],
    [0, 0.9, 0],
  ])("an error ratio of %d burns a target of %d at %dx", (errors, target, burn) => {
    expect(toBurnRate(ratio(errors), ratio(target))).toBeCloseTo(burn, 12);
    expect(maxBurnRate(ratio(target))).toBeGreaterThanOrEqual(burn);
  });

  it("a target of all events has no budget to burn", () => {
    expect(() => toBurnRate(ratio(0), ratio(1))).toThrow("a target of 100 % has no error budget");
  });

  it("an hour at 14.4x spends 2 % of 30 days, and a day at 30x all of them", () => {
    expect(budgetSpent(burnRate(14.4), hours(1), days(30))).toBeCloseTo(0.02, 12);
    expect(budgetSpent(burnRate(30), days(1), days(30))).toBe(1);
  });

  it.each([
    [0, 1000, 1],
    [1, 1000, 0],
    [3, 1000, -2],
    [0, 0, undefined],
  ])("%d bad events of %d leave %s of the budget for 99.9 %%", (bad, total, left) => {
    expect(shareLeft(bad, total, ratio(0.999))).toBe(left);
  });
});
