import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histogramQuantile } from "../../../../src/core/ledger/readout/histogram-quantile.ts";
import { LatencyRing } from "../../../../src/core/ledger/counting/latency-ring.ts";

const buckets = (...pairs: readonly (readonly [number, number])[]) => pairs.map(([bound, count]) => ({ bound, count }));

describe("histogramQuantile", () => {
  it.each([
    { what: "within the first bucket", q: 0.5, of: buckets([0.1, 10], [Infinity, 10]), expected: 0.05 },
    {
      what: "within a middle bucket",
      q: 0.9,
      of: buckets([0.1, 50], [0.3, 90], [1, 100], [Infinity, 100]),
      expected: 0.3,
    },
    { what: "between", q: 0.7, of: buckets([0.1, 50], [0.3, 90], [Infinity, 100]), expected: 0.2 },
    { what: "in the infinite bucket", q: 0.99, of: buckets([0.1, 50], [0.3, 90], [Infinity, 100]), expected: 0.3 },
    { what: "a dip is no dip", q: 0.5, of: buckets([0.1, 50], [0.3, 40], [Infinity, 100]), expected: 0.1 },
    { what: "nothing observed", q: 0.5, of: buckets([0.1, 0], [Infinity, 0]), expected: undefined },
    { what: "no infinite bucket", q: 0.5, of: buckets([0.1, 5], [0.3, 9]), expected: undefined },
    { what: "no bucket at all", q: 0.5, of: [], expected: undefined },
    { what: "a first bound that is no latency", q: 0.2, of: buckets([-1, 5], [1, 10], [Infinity, 10]), expected: -1 },
    { what: "a first bound of zero", q: 0.2, of: buckets([0, 5], [1, 10], [Infinity, 10]), expected: 0 },
    { what: "above a first bound of zero", q: 0.75, of: buckets([0, 5], [1, 10], [Infinity, 10]), expected: 0.5 },
    { what: "the lowest of all", q: 0, of: buckets([0.1, 0], [0.3, 10], [Infinity, 10]), expected: 0.1 },
    { what: "the highest of all", q: 1, of: buckets([0.1, 5], [0.3, 10], [Infinity, 10]), expected: 0.3 },
    { what: "more than all", q: 1.1, of: buckets([0.1, 5], [0.3, 10], [Infinity, 10]), expected: 0.3 },
    { what: "an infinite bucket that dips", q: 0.5, of: buckets([0.1, 10], [Infinity, 4]), expected: 0.05 },
    { what: "nothing but the infinite bucket", q: 0.5, of: buckets([Infinity, 9]), expected: undefined },
  ])("$what", ({ q, of, expected }) => {
    if (expected === undefined) expect(histogramQuantile(q, of)).toBeUndefined();
    else expect(histogramQuantile(q, of)).toBeCloseTo(expected, 12);
  });

  it("lies in the bucket that holds the quantile of the events themselves", () => {
    const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5];
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 2.4, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (events, q) => {
          const counted = [...bounds, Infinity].map((bound) => ({
            bound,
            count: events.filter((event) => event <= bound).length,
          }));
          const exact = events.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * events.length - 1e-9) - 1)] ?? 0;
          const upper = bounds.find((bound) => exact <= bound) ?? 2.5;
          const lower = bounds.findLast((bound) => bound < exact) ?? 0;
          const read = histogramQuantile(q, counted) ?? Number.NaN;
          expect(read).toBeGreaterThanOrEqual(lower);
          expect(read).toBeLessThanOrEqual(upper);
        },
      ),
    );
  });
});

describe("a latency ring", () => {
  it("holds what each bucket gained within the window, late samples included", () => {
    const ring = new LatencyRing(30_000, 300_000, 0);
    for (let atMs = 30_000; atMs <= 3_000_000; atMs += 30_000) {
      ring.advance(atMs);
      ring.add(0.1, atMs - 5_000, 2);
      ring.add(Infinity, atMs - 5_000, 3);
    }
    ring.add(0.1, 2_800_000, 7);
    expect(ring.since(2_700_000)).toEqual([
      { bound: 0.1, count: 27 },
      { bound: Infinity, count: 30 },
    ]);
    expect(ring.since(2_820_000)).toEqual([
      { bound: 0.1, count: 12 },
      { bound: Infinity, count: 18 },
    ]);
  });
});
