import { describe, expect, it } from "vitest";
import { standing } from "../../bench/fronts/front.ts";
import { drawnTraces } from "../../bench/fronts/traces.ts";

describe("how a front stands to a rival's point", () => {
  const front = [
    { budget: 0.2, hours: 900 },
    { budget: 2, hours: 800 },
    { budget: 8, hours: 700 },
  ];

  it.each([
    ["on a setting", { budget: 2, hours: 1000 }, { hours: 0.8, budget: 1 / 2 }],
    ["between two, over the logarithm of the budget", { budget: 4, hours: 750 }, { hours: 1, budget: 1 }],
    ["below a whole budget, which counts as one", { budget: 0.01, hours: 1000 }, { hours: 0.9, budget: 1 }],
    ["beyond the last setting", { budget: 100, hours: 700 }, { hours: 1, budget: 8 / 100 }],
    ["with fewer hours than any setting", { budget: 8, hours: 350 }, { hours: 2, budget: Number.POSITIVE_INFINITY }],
  ])("is told %s", (_, rival, expected) => {
    const { hours, budget } = standing(front, rival);
    expect(hours).toBeCloseTo(expected.hours, 9);
    expect(budget).toBeCloseTo(expected.budget, 9);
  });
});

describe("the drawn traces", () => {
  it("are the same in each run, and never below zero", () => {
    const values = () =>
      drawnTraces().map(({ stepSeconds, demand }) => Array.from({ length: 2000 }, (_, i) => demand(i * stepSeconds)));
    const [first, second] = [values(), values()];
    expect(first).toEqual(second);
    expect(Math.min(...first.flat())).toBeGreaterThanOrEqual(0);
  });
});
