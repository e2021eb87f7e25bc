import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatencyRing } from "../../../../src/core/ledger/counting/latency-ring.ts";
import { propertyRuns } from "../../../fixtures/property-runs.ts";

const STEP_MS = 1000;
const WINDOW_MS = 10_000;
const BOUNDS = [0.1, 0.5, Number.POSITIVE_INFINITY] as const;

interface Told {
  readonly bound: number;
  readonly atMs: number;
  readonly count: number;
}

/** Some events a second, each up to three seconds late. */
const seconds = fc.array(
  fc.array(fc.record({ bound: fc.constantFrom(...BOUNDS), lateMs: fc.nat(3000), count: fc.nat(9) }), { maxLength: 3 }),
  { minLength: 15, maxLength: 60 },
);

function drive(ring: LatencyRing, rows: readonly (readonly { bound: number; lateMs: number; count: number }[])[]) {
  const told: Told[] = [];
  rows.forEach((row, second) => {
    const nowMs = 100_000 + (second + 1) * STEP_MS;
    ring.advance(nowMs);
    for (const { bound, lateMs, count } of row) {
      ring.add(bound, nowMs - lateMs, count);
      told.push({ bound, atMs: nowMs - lateMs, count });
    }
  });
  return { told, nowMs: 100_000 + rows.length * STEP_MS };
}

/** At most by the last step boundary: what lies within a step may be anywhere in it. */
const countedAfter = (told: readonly Told[], bound: number, fromMs: number): number =>
  told
    .filter((one) => one.bound === bound && Math.ceil(one.atMs / STEP_MS) * STEP_MS > fromMs)
    .reduce((sum, { count }) => sum + count, 0);

describe("a ring of latencies", () => {
  it("gives of each bucket what adding up its events gives, for any window within its length", () => {
    fc.assert(
      fc.property(seconds, fc.nat(10), (rows, back) => {
        const ring = new LatencyRing(STEP_MS, WINDOW_MS, 100_000);
        for (const bound of BOUNDS.toReversed()) ring.learn(bound);
        const { told, nowMs } = drive(ring, rows);
        const fromMs = nowMs - back * STEP_MS;
        expect(ring.since(fromMs)).toEqual(
          BOUNDS.map((bound) => ({ bound, count: countedAfter(told, bound, fromMs) })),
        );
      }),
      propertyRuns(100),
    );
  });

  it("goes on to the last number with what another one kept", () => {
    fc.assert(
      fc.property(seconds, (rows) => {
        const ring = new LatencyRing(STEP_MS, WINDOW_MS, 100_000);
        const { nowMs } = drive(ring, rows);
        const next = new LatencyRing(STEP_MS, WINDOW_MS, 100_000);
        next.load(structuredClone(ring.keep()));
        for (const one of [ring, next]) {
          one.add(0.5, nowMs, 3);
          one.advance(nowMs + 2 * STEP_MS);
        }
        expect(next.keep()).toEqual(ring.keep());
        for (let back = 0; back <= 10; back++)
          expect(next.since(nowMs - back * STEP_MS)).toEqual(ring.since(nowMs - back * STEP_MS));
      }),
      propertyRuns(100),
    );
  });

  it("takes an edge within a step for a share of what the step brought", () => {
    const ring = new LatencyRing(STEP_MS, WINDOW_MS, 0);
    ring.add(1, 3000, 5);
    ring.advance(4000);
    ring.add(1, 5000, 8);
    ring.advance(6000);
    expect(ring.since(4250)).toEqual([{ bound: 1, count: 6 }]);
    expect(ring.since(4750)).toEqual([{ bound: 1, count: 2 }]);
    // Of the step that is not over yet as well.
    ring.add(1, 6100, 4);
    expect(ring.since(6000)).toEqual([{ bound: 1, count: 4 }]);
    expect(ring.since(6250)).toEqual([{ bound: 1, count: 3 }]);
  });

  it("reaches back to its window's beginning and one step further, and no more", () => {
    const ring = new LatencyRing(STEP_MS, WINDOW_MS, 0);
    for (let second = 1; second <= 40; second++) {
      ring.advance(second * STEP_MS);
      ring.add(1, second * STEP_MS, 1);
    }
    expect(ring.since(30_000)[0]?.count).toBe(10);
    expect(ring.since(29_000)[0]?.count).toBe(11);
    expect(ring.since(0)[0]?.count).toBe(11);
    // Kept with as many rows, the oldest first.
    expect(ring.keep().buckets).toEqual([[1, 40, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40]]);
  });

  it("knows a bucket before anything is counted in it, once", () => {
    const ring = new LatencyRing(STEP_MS, WINDOW_MS, 0);
    ring.learn(2);
    ring.learn(2);
    ring.learn(1);
    expect(ring.bounds).toEqual([2, 1]);
    expect(ring.since(0)).toEqual([
      { bound: 1, count: 0 },
      { bound: 2, count: 0 },
    ]);
  });

  it("writes no row anew when time seems to go back", () => {
    const ring = new LatencyRing(STEP_MS, WINDOW_MS, 0);
    ring.advance(9000);
    ring.add(1, 5000, 4);
    ring.advance(3000);
    expect(ring.since(4000)).toEqual([{ bound: 1, count: 4 }]);
    expect(ring.since(5000)).toEqual([{ bound: 1, count: 0 }]);
    expect(ring.keep().head).toBe(9);
  });
});

describe("a ring of latencies with a past", () => {
  const PAST_STEP_MS = 5_000;
  const withPast = (): LatencyRing =>
    new LatencyRing(STEP_MS, WINDOW_MS, 100_000, new LatencyRing(PAST_STEP_MS, 60_000, 100_000));

  it("tells what happened in each of its longer steps, whose events come late too", () => {
    fc.assert(
      fc.property(seconds, (rows) => {
        const ring = withPast();
        for (const bound of BOUNDS.toReversed()) ring.learn(bound);
        const { told, nowMs } = drive(ring, rows);
        const { stepMs, steps } = ring.steps;
        expect([stepMs, steps.length]).toEqual([PAST_STEP_MS, 13]);
        expect(steps.at(-1)?.toMs).toBe(Math.floor(nowMs / PAST_STEP_MS) * PAST_STEP_MS);
        for (const { toMs, buckets } of steps) {
          const within = told.filter(({ atMs }) => atMs > toMs - PAST_STEP_MS && atMs <= toMs);
          const countOf = (bound: number): number =>
            within.filter((one) => one.bound === bound).reduce((sum, { count }) => sum + count, 0);
          expect(buckets).toEqual(BOUNDS.map((bound) => ({ bound, count: countOf(bound) })));
        }
      }),
      propertyRuns(100),
    );
  });

  it("goes on with what another one kept, and without where none was kept", () => {
    const ring = withPast();
    ring.add(0.5, 103_000, 3);
    ring.advance(110_000);
    const kept = ring.keep();
    const [next, older] = [withPast(), withPast()];
    next.load(kept);
    expect(next.steps).toEqual(ring.steps);
    const { past, ...before } = kept;
    expect(past?.buckets).toHaveLength(1);
    older.load(before);
    older.advance(110_000);
    expect(older.steps.steps.flatMap(({ buckets }) => buckets)).toEqual([]);
    expect(older.since(100_000)).toEqual(ring.since(100_000));
  });

  it("tells its own steps where it has no past", () => {
    const ring = new LatencyRing(STEP_MS, WINDOW_MS, 100_000);
    ring.add(0.5, 100_500, 2);
    ring.advance(101_000);
    const { stepMs, steps } = ring.steps;
    expect([stepMs, steps.length, steps.at(-1)]).toEqual([
      STEP_MS,
      11,
      { toMs: 101_000, buckets: [{ bound: 0.5, count: 2 }] },
    ]);
  });
});
