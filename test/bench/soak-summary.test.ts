import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMet } from "../../bench/measurement.ts";
import {
  certainSlopePerHour,
  lows,
  missedSteps,
  type Reading,
  slopePerHour,
  summarize,
} from "../../bench/soak/summary.ts";

const HOUR = 3600;
const MEGABYTE = 1024 ** 2;

const line = (perHour: number, from = 7) =>
  Array.from({ length: 40 }, (_, i) => ({ atSeconds: i * 60, value: from + (perHour * i * 60) / HOUR }));

describe("the slope of points", () => {
  it("is that of the line on which they lie, up or down", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 1e6 }), (perHour, from) => {
        expect(slopePerHour(line(perHour, from))).toBeCloseTo(perHour, 6);
      }),
    );
  });

  it("is that of the line beneath noise that cancels out", () => {
    const noisy = line(60).map((point, i) => ({
      ...point,
      value: point.value + (i % 4 === 0 || i % 4 === 3 ? 1 : -1),
    }));
    expect(slopePerHour(noisy)).toBeCloseTo(60, 0);
  });

  it("of one moment is none", () => {
    expect(slopePerHour([{ atSeconds: 5, value: 3 }])).toBe(0);
  });
});

describe("the slope that is certain", () => {
  it("is all of it where the points lie on a line upwards, and none downwards", () => {
    expect(certainSlopePerHour(line(60))).toBeCloseTo(60, 6);
    expect(certainSlopePerHour(line(-60))).toBe(0);
  });

  it("is none of what chance brings about, and most of what stands out of it", () => {
    const wobble = (i: number): number => [13, -21, 8, -5, 17, -11, 2][i % 7] ?? 0;
    const wobbling = (perHour: number) =>
      line(perHour).map((point, i) => ({ ...point, value: point.value + wobble(i) }));
    expect(certainSlopePerHour(wobbling(0))).toBe(0);
    expect(slopePerHour(wobbling(200).slice(0, 9))).toBeGreaterThan(100);
    expect(certainSlopePerHour(wobbling(200).slice(0, 9))).toBe(0);
    expect(certainSlopePerHour(wobbling(200))).toBeGreaterThan(150);
  });

  it("cannot be told of two points", () => {
    expect(certainSlopePerHour(line(60).slice(0, 2))).toBe(0);
  });
});

describe("the lows", () => {
  it("are the least of each minute, at their own times", () => {
    const heap = [50, 90, 40, 70, 80, 60].map((value, i) => ({ atSeconds: i * 20, value }));
    expect(lows(heap)).toEqual([
      { atSeconds: 40, value: 40 },
      { atSeconds: 100, value: 60 },
    ]);
  });

  it("do not grow with a heap that is only collected now and then", () => {
    const saw = Array.from({ length: 120 }, (_, i) => ({ atSeconds: i * 5, value: 100 + (i % 12) * 20 }));
    expect(slopePerHour(lows(saw))).toBe(0);
  });
});

const reading = (atSeconds: number, more: Partial<Reading> = {}): Reading => ({
  atSeconds,
  residentBytes: 200 * MEGABYTE,
  heapBytes: 80 * MEGABYTE,
  files: 30,
  resources: 12,
  delay: { p99Seconds: 0.011, longestSeconds: 0.03 },
  steps: { done: Math.floor(atSeconds / 10), failed: 0 },
  queries: { answered: atSeconds, failed: 0 },
  numbers: 1000,
  ...more,
});

describe("missed steps", () => {
  it.each([
    [60, 0],
    [59, 0],
    [40, 19],
  ])("of %d steps in 600 s at a step of 10 s are %d", (done, missed) => {
    expect(missedSteps(reading(0), reading(600, { steps: { done, failed: 0 } }), 10)).toBe(missed);
  });

  it("are not those that failed", () => {
    expect(missedSteps(reading(0), reading(600, { steps: { done: 0, failed: 60 } }), 10)).toBe(0);
  });
});

const PLAN = { warmUpSeconds: 120, stepSeconds: 10, slos: 1000 };
const run = (of: (atSeconds: number) => Partial<Reading>): readonly string[] => {
  const readings = Array.from({ length: 121 }, (_, i) => reading(i * 5, of(i * 5)));
  return summarize(readings, PLAN).flatMap((row) => (isMet(row) ? [] : [row.name]));
};

describe("a run", () => {
  it("that stays as it is meets every bound", () => {
    expect(run(() => ({}))).toEqual([]);
  });

  it("is not held to what happens while it warms up", () => {
    expect(
      run((at) =>
        at < PLAN.warmUpSeconds
          ? {
              residentBytes: at * MEGABYTE,
              files: at,
              numbers: 0,
              delay: { p99Seconds: 2, longestSeconds: 3 },
            }
          : {},
      ),
    ).toEqual([]);
  });

  it.each<[what: string, of: (atSeconds: number) => Partial<Reading>, missed: readonly string[]]>([
    [
      "keeps 40 MB more of its heap each hour",
      (at) => ({ heapBytes: (80 + (40 * at) / HOUR) * MEGABYTE }),
      ["heap after collections, growth that is certain"],
    ],
    [
      "needs 40 MB more each hour",
      (at) => ({ residentBytes: (200 + (40 * at) / HOUR) * MEGABYTE }),
      ["resident memory, growth that is certain"],
    ],
    ["needs too much", () => ({ residentBytes: 600 * MEGABYTE }), ["resident memory, most"]],
    [
      "needs too much at first",
      (at) => ({ residentBytes: (at === 30 ? 600 : 200) * MEGABYTE }),
      ["resident memory, most"],
    ],
    [
      "leaves a file open each minute",
      (at) => ({ files: 30 + Math.floor(at / 60) }),
      ["open files, growth that is certain"],
    ],
    [
      "leaves a timer each minute",
      (at) => ({ resources: 12 + Math.floor(at / 60) }),
      ["active resources of Node, growth that is certain"],
    ],
    [
      "stands still once",
      (at) => ({ delay: { p99Seconds: 0.011, longestSeconds: at === 300 ? 1.2 : 0.03 } }),
      ["delay of the event loop, longest"],
    ],
    ["steps at half its pace", (at) => ({ steps: { done: Math.floor(at / 20), failed: 0 } }), ["missed steps"]],
    [
      "fails in a step and a query",
      (at) => ({
        steps: { done: Math.floor(at / 10), failed: at >= 400 ? 1 : 0 },
        queries: { answered: at, failed: at >= 400 ? 1 : 0 },
      }),
      ["failed steps", "failed queries"],
    ],
    [
      "loses the number of one SLO for a moment",
      (at) => ({ numbers: at === 500 ? 999 : 1000 }),
      ["SLOs with a number, in the worst reading"],
    ],
  ])("that %s is told by what it misses", (_what, of, missed) => {
    expect(run(of)).toEqual(missed);
  });

  it("needs something after its warm-up", () => {
    expect(() => summarize([reading(0), reading(120)], PLAN)).toThrow("two readings after its warm-up");
  });
});
