import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  firingSince,
  type ReplayedCondition,
  type ReplayedStep,
  replayAlerts,
} from "../../../src/core/budget/replay.ts";
import { burnRate } from "../../../src/core/units/burn-rate.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { hours, minutes, seconds } from "../../../src/core/units/seconds.ts";
import { propertyRuns } from "../../fixtures/property-runs.ts";

const STEP = minutes(5);
const page: ReplayedCondition = { short: minutes(5), long: hours(1), above: burnRate(14.4), severity: "page" };
const ticket: ReplayedCondition = { short: hours(2), long: hours(24), above: burnRate(3), severity: "ticket" };
const promise = { conditions: [page, ticket], target: ratio(0.999), minBadEvents: 5 };

const steps = (counts: readonly (readonly [bad: number, total: number] | null)[]): readonly ReplayedStep[] =>
  counts.map((count, i) => ({ atMs: (i + 1) * STEP * 1000, bad: count?.[0] ?? null, total: count?.[1] ?? null }));
const at = (step: number): number => step * STEP * 1000;

describe("alerts over a history", () => {
  it("fire for as long as both windows burn", () => {
    const history = steps(Array.from({ length: 60 }, (_, i) => (i >= 20 && i < 24 ? [100, 1000] : [0, 1000])));
    // A tenth fails from the 21st step on: 100 of 12,000 is 8.3x in an hour, 200 are 16.7x.
    expect(replayAlerts(history, STEP, { ...promise, conditions: [page] })).toEqual([
      { severity: "page", fromMs: at(22), toMs: at(24) },
    ]);
  });

  it("page for nobody's few events, and never where nothing is known", () => {
    const few = steps(Array.from({ length: 30 }, (_, i) => (i === 20 ? [4, 10] : [0, 10])));
    expect(replayAlerts(few, STEP, { ...promise, conditions: [page] })).toEqual([]);
    expect(replayAlerts(few, STEP, { ...promise, conditions: [page], minBadEvents: 4 })).toHaveLength(1);
    expect(replayAlerts(steps([null, null, null]), STEP, promise)).toEqual([]);
    expect(replayAlerts([], STEP, promise)).toEqual([]);
  });

  it("are those of a count by hand, whatever happened", () => {
    const count = fc.option(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 50, max: 500 })), {
      nil: null,
      freq: 8,
    });
    fc.assert(
      fc.property(fc.array(count, { maxLength: 80 }), fc.constantFrom(0.9, 0.99, 0.999), (counts, target) => {
        const history = steps(counts);
        const slow = { short: minutes(15), long: minutes(60), above: burnRate(2), severity: "ticket" } as const;
        const fired = replayAlerts(history, seconds(300), {
          conditions: [slow],
          target: ratio(target),
          minBadEvents: 0,
        });
        const burn = (i: number, length: number): number => {
          const within = history.slice(Math.max(0, i + 1 - length), i + 1);
          const sum = (name: "bad" | "total"): number => within.reduce((all, one) => all + (one[name] ?? 0), 0);
          return sum("total") === 0 ? 0 : sum("bad") / sum("total") / (1 - target);
        };
        for (const [i, { atMs }] of history.entries()) {
          const burns = [burn(i, 3), burn(i, 12)];
          // Where it is a hair's breadth either way, both are right.
          if (burns.some((rate) => Math.abs(rate - 2) < 1e-9)) continue;
          const isFiring = fired.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
          expect(isFiring).toBe(burns.every((rate) => rate > 2));
        }
      }),
      propertyRuns(200),
    );
  });
});

describe("since when an alert has been firing", () => {
  const since = (history: readonly ReplayedStep[]) =>
    firingSince(replayAlerts(history, STEP, { ...promise, conditions: [page] }), history, [page], "page");
  const failing = (from: number, to: number, of: number) =>
    Array.from({ length: of }, (_, i): [number, number] => (i >= from && i < to ? [100, 1000] : [0, 1000]));

  it("is when both windows began to burn for the last time", () => {
    expect(since(steps(failing(40, 60, 60)))).toEqual({ ms: at(42), isBefore: false });
  });

  it("is nothing where the last step does not burn", () => {
    expect(since(steps(failing(40, 50, 60)))).toBeUndefined();
    expect(since([])).toBeUndefined();
  });

  it("is before what a history that begins burning can tell", () => {
    expect(since(steps(failing(0, 30, 30)))).toEqual({ ms: at(1), isBefore: true });
    // Half an hour of it says nothing of the hour that the alert looks at.
    expect(since(steps(failing(6, 30, 30)))).toEqual({ ms: at(1), isBefore: true });
  });

  it("is told where what is known begins within the history", () => {
    const young = [null, null, ...failing(0, 20, 20)];
    expect(since(steps(young))).toEqual({ ms: at(3), isBefore: false });
  });
});
