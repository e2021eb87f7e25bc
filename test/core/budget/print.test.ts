import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asTitle,
  BUDGET_LEFT,
  NO_NUMBER,
  printBounds,
  printBudgetLeft,
  printBurnRate,
  printCoverage,
  printDuration,
  printEvents,
  printSmallShare,
  printTarget,
} from "../../../src/core/budget/print.ts";
import { STATES, stateWord } from "../../../src/core/budget/states.ts";
import { sparkline } from "../../../src/core/budget/sparkline.ts";

describe("words for people", () => {
  it("call each state by one word, the most urgent first", () => {
    expect(STATES.map(stateWord)).toEqual(["Burning", "Exhausted", "At risk", "No data", "Healthy"]);
  });

  it("begin titles with a capital letter", () => {
    expect(asTitle(BUDGET_LEFT)).toBe("Budget left");
  });

  it("have a dash where there is no number", () => {
    expect(NO_NUMBER).toBe("–");
  });
});

describe("numbers for people", () => {
  it.each([
    [0, "<0.1%"],
    [0.00099, "<0.1%"],
    [0.001, "0.1%"],
    [0.00601, "0.7%"],
    [0.5, "50.0%"],
  ])("print the small share %d rounded up, as %s", (share, text) => {
    expect(printSmallShare(share)).toBe(text);
  });

  it.each([
    [0.9703, 0.9978, "97.0 to 99.8%"],
    [0.2366, 0.7634, "23.6 to 76.4%"],
    [0.99713, 0.99941, "99.71 to 99.95%"],
    [0.998771, 0.999201, "99.877 to 99.921%"],
    [0.9990001, 0.9990002, "99.900 to 99.901%"],
    [0, 1, "0.0 to 100.0%"],
  ])("print the bounds %d and %d rounded outwards, as %s", (low, high, text) => {
    expect(printBounds({ low, high })).toBe(text);
  });

  it.each([
    [0.9995, "99.95%"],
    [0.99995, "99.995%"],
    [0.9, "90%"],
    [0.999, "99.9%"],
  ])("print the target %d exactly, as %s", (target, text) => {
    expect(printTarget(target)).toBe(text);
  });

  it.each([
    [1, "100.0%"],
    [0.99996, "99.9%"],
    [0.412, "41.2%"],
    [0.57, "57.0%"],
    [0.0004, "0.0%"],
    [0, "0.0%"],
    [-0.0001, "-0.1%"],
    [-0.1234, "-12.4%"],
  ])("print a budget of %d as %s, never better than it is", (remaining, text) => {
    expect(printBudgetLeft(remaining)).toBe(text);
  });

  it.each([
    [0, "0x"],
    [0.04, "<0.1x"],
    [0.1, "0.1x"],
    [1, "1x"],
    [14.4, "14.4x"],
    [14.41, "14.5x"],
    [21.7, "21.7x"],
    [999, "999x"],
    [1000, ">999x"],
  ])("print a burn rate of %d as %s", (rate, text) => {
    expect(printBurnRate(rate)).toBe(text);
  });

  it.each([
    [0.3, "0s"],
    [45.9, "45s"],
    [60, "1m"],
    [61, "1m 1s"],
    [49_080, "13h 38m"],
    [3_600, "1h"],
    [2_591_999, "29d 23h"],
    [86_400, "1d"],
    [-4_020, "-1h 7m"],
  ])("print %d seconds as %s", (seconds, text) => {
    expect(printDuration(seconds)).toBe(text);
  });

  it.each([
    [3_912.9, "3,912"],
    [0.4, "0"],
    [-12.5, "-13"],
    [1_250_000, "1.2 M"],
    [3.2e9, "3.2 G"],
  ])("print %d events as %s", (events, text) => {
    expect(printEvents(events)).toBe(text);
  });

  it.each([
    [1, "100%"],
    [0.9999, "99%"],
    [0.14, "14%"],
    [0, "0%"],
  ])("print a coverage of %d as %s", (share, text) => {
    expect(printCoverage(share)).toBe(text);
  });

  it("never print a larger budget for a smaller one", () => {
    const read = (text: string): number => Number(text.replace("%", ""));
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 1, noNaN: true }),
        fc.double({ min: -50, max: 1, noNaN: true }),
        (a, b) => {
          expect(read(printBudgetLeft(Math.min(a, b)))).toBeLessThanOrEqual(read(printBudgetLeft(Math.max(a, b))));
          expect(read(printBudgetLeft(a))).toBeLessThanOrEqual(a * 100 + 1e-9);
        },
      ),
    );
  });
});

describe("a sparkline", () => {
  it("leaves gaps open, keeps the highest block for what is untouched, and draws overspending as the lowest", () => {
    expect(sparkline([1, 0.999, 0.5, null, 0.01, 0, -3])).toBe("█▇▄ ▁▁▁");
  });
});
