import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { objective } from "../../fixtures/objectives.ts";
import { propertyRuns } from "../../fixtures/property-runs.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "./driven-ledger.ts";

/** What each step adds to the good and the bad counter. */
const increments = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 50 })), {
  minLength: 12,
  maxLength: 60,
});

interface Variation {
  readonly scale?: number;
  readonly startMs?: number;
  /** Before this step the counters start at zero again. */
  readonly resetAt?: number;
  /** Each sample is answered in as many series orders. */
  readonly reversed?: boolean;
  readonly failedSteps?: readonly number[];
}

function drive(
  rows: readonly (readonly [number, number])[],
  { scale = 1, startMs = START_MS, resetAt = -1, reversed = false, failedSteps = [] }: Variation = {},
): DrivenLedger {
  const driven = new DrivenLedger([objective()], startMs);
  let [good, bad] = [1000, 10];
  driven.stepWith([
    [requests("200"), good],
    [requests("500"), bad],
  ]);
  rows.forEach(([moreGood, moreBad], i) => {
    if (i === resetAt) [good, bad] = [0, 0];
    good += moreGood * scale;
    bad += moreBad * scale;
    const samples = [
      [requests("200"), good],
      [requests("500"), bad],
    ] as const;
    driven.stepWith(reversed ? samples.toReversed() : samples, failedSteps.includes(i));
  });
  // A failed last step is caught up by the next.
  driven.step();
  return driven;
}

const RUNS = propertyRuns(60);

describe("the laws of the ledger", () => {
  it("splitting a window at any point keeps its sums", () => {
    fc.assert(
      fc.property(increments, fc.integer({ min: 1, max: 40 }), (rows, split) => {
        const { ledger, nowMs } = drive(rows);
        const between = (fromMs: number, toMs: number) => {
          const [point] = ledger.history(
            "checkout/availability",
            {},
            instant(fromMs),
            instant(toMs),
            seconds((toMs - fromMs) / 1000),
          );
          return { total: point?.total ?? Number.NaN, bad: point?.bad ?? Number.NaN };
        };
        const middle = nowMs - split * STEP_MS;
        const from = nowMs - 3_600_000;
        const [whole, left, right] = [between(from, nowMs), between(from, middle), between(middle, nowMs)];
        expect(left.total + right.total).toBe(whole.total);
        expect(left.bad + right.bad).toBe(whole.bad);
      }),
      RUNS,
    );
  });

  it("the whole is the sum of what was added", () => {
    fc.assert(
      fc.property(increments, (rows) => {
        const bad = rows.reduce((sum, [, more]) => sum + more, 0);
        expect(drive(rows).counts("1h")).toEqual({ total: rows.reduce((sum, [more]) => sum + more, bad), bad });
      }),
      RUNS,
    );
  });

  it("a counter that restarts at any point loses nothing that a scrape has shown", () => {
    fc.assert(
      fc.property(increments, fc.nat(59), (rows, resetAt) => {
        const plain = drive(rows).counts("1h");
        const restarted = drive(rows, { resetAt }).counts("1h");
        // A reset can only be seen when the value falls; where it grew past the old one in one step, the old one is
        // missing.
        expect(restarted.total).toBeLessThanOrEqual(plain.total);
        expect(plain.total - restarted.total).toBeLessThanOrEqual(
          resetAt < rows.length ? (rows[resetAt]?.[0] ?? 0) + (rows[resetAt]?.[1] ?? 0) : 0,
        );
      }),
      RUNS,
    );
  });

  it("the order of series and repeated samples change nothing, nor do steps without an answer", () => {
    fc.assert(
      fc.property(increments, fc.array(fc.nat(59), { maxLength: 20 }), (rows, failedSteps) => {
        const plain = drive(rows).counts("1h");
        expect(drive(rows, { reversed: true }).counts("1h")).toEqual(plain);
        expect(drive(rows, { failedSteps }).counts("1h")).toEqual(plain);
      }),
      RUNS,
    );
  });

  it("more traffic of the same kind burns alike, and time only shifts", () => {
    fc.assert(
      fc.property(
        increments,
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 5000 }),
        (rows, scale, hours) => {
          const plain = drive(rows);
          expect(drive(rows, { scale }).window("1h").errorRatio).toMatchObject(
            plain.window("1h").errorRatio.kind === "value" ? { kind: "value" } : { kind: "noData" },
          );
          expect(drive(rows, { scale }).counts("1h").bad).toBe(plain.counts("1h").bad * scale);
          expect(drive(rows, { startMs: START_MS + hours * 3_600_000 }).counts("1h")).toEqual(plain.counts("1h"));
        },
      ),
      RUNS,
    );
  });

  it("any value that Prometheus may answer ends in a number or in a state", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 3, maxLength: 30 }), (values) => {
        const driven = new DrivenLedger([objective()]);
        for (const value of values)
          driven.stepWith([
            [requests("200"), value],
            [requests("500"), value],
          ]);
        for (const { burnRate, total, bad, coverage } of driven.status().windows) {
          if (burnRate.kind === "value") expect(Number.isFinite(burnRate.value)).toBe(true);
          expect(Number.isNaN(total) || Number.isNaN(bad) || Number.isNaN(coverage)).toBe(false);
        }
      }),
      RUNS,
    );
  });
});
