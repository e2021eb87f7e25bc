import { describe, expect, it } from "vitest";
import { hasRestart, hiddenBy, restartsOf } from "../../../../src/core/ledger/past/restarts.ts";
import type { DigestPlan, SeriesDigest } from "../../../../src/core/ledger/past/series-digest.ts";
import { SeriesDigester } from "../../../../src/core/ledger/past/series-digester.ts";

const PLAN: DigestPlan = {
  fromMs: 0,
  toMs: 3_600_000,
  countFromMs: 0,
  stepMs: 60_000,
  counted: "by its increase",
  excluded: [[]],
};

/** A counter that is scraped each 15 s; undefined is a scrape without it. */
function counter(...values: readonly (number | undefined)[]): SeriesDigest {
  const digester = new SeriesDigester(PLAN);
  const known = values.flatMap((value, i) => (value === undefined ? [] : [[(i + 1) * 15_000, value] as const]));
  digester.add(
    known.map(([atMs]) => atMs),
    known.map(([, value]) => value),
  );
  const digest = digester.take({});
  if (digest === undefined) throw new Error("no samples");
  return digest;
}

const FALL = { fromMs: 30_000, toMs: 45_000 };

describe("a target", () => {
  it("began anew where one of its counters fell", () => {
    expect(restartsOf([counter(1, 2, 3), counter(10, 20, 5)])).toEqual([FALL]);
    expect(restartsOf([counter(1, 2, 3), counter(10, 20, 30)])).toEqual([]);
  });

  it("began anew once where many fell, and in the order of time", () => {
    const twice = restartsOf([counter(1, 2, 3, 1), counter(9, 1, 9, 2), counter(8, 1, 8, 3)]);
    expect(twice).toEqual([
      { fromMs: 15_000, toMs: 30_000 },
      { fromMs: 45_000, toMs: 60_000 },
    ]);
  });

  it("did not where another counter stood higher than a new one could, and went on", () => {
    expect(restartsOf([counter(10, 20, 5), counter(900_000, 900_001, 900_002)])).toEqual([]);
    // It fell as well, was not there yet, or had gone.
    expect(restartsOf([counter(10, 20, 5), counter(900_000, 900_001, 3)])).toEqual([FALL]);
    expect(restartsOf([counter(10, 20, 5), counter(undefined, undefined, 900_000)])).toEqual([FALL]);
    expect(restartsOf([counter(10, 20, 5), counter(900_000, 900_001)])).toEqual([FALL]);
  });

  it("did not where the other one went on after a silence; it did where the other was silent then", () => {
    const silent = (scrapes: number) => Array.from({ length: scrapes }, () => undefined);
    const fell = counter(1, ...silent(24), 10, 20, 5);
    const [fall] = restartsOf([fell]);
    expect(fall).toEqual({ fromMs: 27 * 15_000, toMs: 28 * 15_000 });
    expect(restartsOf([fell, counter(900_000, ...silent(24), 900_001, 900_002, 900_003)])).toEqual([]);
    expect(restartsOf([fell, counter(900_000, ...silent(27), 900_001)])).toEqual([fall]);
  });

  it("that falls all the time tells nothing", () => {
    const flapping = Array.from({ length: 20 }, (_, i): SeriesDigest => ({
      ...counter(1, 2),
      resets: Array.from({ length: 2200 }, (_one, j) => (i * 2200 + j) * 1000),
    }));
    expect(restartsOf(flapping)).toEqual([]);
  });
});

describe("a restart", () => {
  const restarts = [10, 20, 30].map((toMs) => ({ fromMs: toMs - 5, toMs }));

  it.each([
    [5, 10, true],
    [6, 10, false],
    [5, 9, false],
    [0, 100, true],
    [10, 20, true],
    [16, 24, false],
    [16, 30, true],
    [30, 100, false],
  ])("lies between %i and %i: %s", (fromMs, toMs, expected) => {
    expect(hasRestart(restarts, fromMs, toMs)).toBe(expected);
    expect(hasRestart([], fromMs, toMs)).toBe(false);
  });
});

describe("a counter that is no lower after its target began anew", () => {
  it("hides what it had counted before", () => {
    expect(hiddenBy(counter(1, 1, 1), FALL)).toEqual({ hidden: 1, value: 1 });
    expect(hiddenBy(counter(1, 2, 5), FALL)).toEqual({ hidden: 2, value: 5 });
  });

  it("hides nothing that is known where it takes several scrapes to show itself", () => {
    const [fast, wide] = [counter(1, 2, 2, 3, 4), { fromMs: 15_000, toMs: 60_000 }];
    expect(hiddenBy(fast, wide)).toEqual({ hidden: 0, value: 3 });
    expect(hiddenBy(fast, { fromMs: 45_000, toMs: 60_000 })).toEqual({ hidden: 2, value: 3 });
    // One and a half times what is usual may lie between two scrapes.
    expect(hiddenBy(fast, { fromMs: 37_500, toMs: 60_000 })).toEqual({ hidden: 2, value: 3 });
    expect(hiddenBy(fast, { fromMs: 37_499, toMs: 60_000 }).hidden).toBe(0);
  });

  it.each([
    ["fell itself", counter(1, 2, 1)],
    ["had counted nothing", counter(0, 0, 1)],
    ["was born with the new process", counter(undefined, undefined, 1)],
    ["was not there at one of the scrapes: that is an absence", counter(1, 1, undefined, 1)],
    ["stood too high to be new", counter(900_000, 900_000, 900_000)],
  ])("hides nothing where it %s", (_what, series) => {
    expect(hiddenBy(series, FALL).hidden).toBe(0);
  });
});
