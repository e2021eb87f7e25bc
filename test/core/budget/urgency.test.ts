import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byUrgency } from "../../../src/core/budget/urgency.ts";
import { status } from "../../fixtures/statuses.ts";

const named = (slo: string, facts: Parameters<typeof status>[0] = {}) => status({ ...facts, objective: { slo } });

const ORDERED = [
  named("burning-soon-empty", { state: "burning", secondsToExhaustion: 600 }),
  named("burning-later-empty", { state: "burning", secondsToExhaustion: 7_200 }),
  named("exhausted", { state: "exhausted", remaining: -0.2 }),
  named("at-risk", { state: "at-risk", remaining: 0.2 }),
  named("no-data", { missing: "stale" }),
  named("healthy-little-left", { remaining: 0.3 }),
  named("healthy-a", { remaining: 0.9 }),
  named("healthy-b", { remaining: 0.9 }),
];

describe("the order of urgency", () => {
  it("puts what burns first and what is healthy last; within a state, what is empty first, then what has least left, then by name", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ORDERED, { minLength: ORDERED.length }), (shuffled) => {
        expect(shuffled.toSorted(byUrgency).map(({ objective }) => objective.slo)).toEqual(
          ORDERED.map(({ objective }) => objective.slo),
        );
      }),
    );
  });

  it("never shows no data behind what is healthy", () => {
    expect([named("z", { missing: "no-traffic" }), named("a")].toSorted(byUrgency).map(({ state }) => state)).toEqual([
      "no-data",
      "healthy",
    ]);
  });
});
