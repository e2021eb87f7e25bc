import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DigestPlan } from "../../../../src/core/ledger/past/series-digest.ts";
import { SeriesDigester } from "../../../../src/core/ledger/past/series-digester.ts";

const FROM = 1_700_000_000_000 - (1_700_000_000_000 % 3_600_000);
const STEP = 300_000;
const TO = FROM + 6 * 3_600_000;

const plan = (excluded: DigestPlan["excluded"] = [[]]): DigestPlan => ({
  fromMs: FROM - 600_000,
  toMs: TO,
  countFromMs: FROM,
  stepMs: STEP,
  counted: "by its increase",
  excluded,
});

/** Scrapes in time, a little late, doubled, and after a silence; counters that go on, begin anew, or say nonsense. */
const samples = fc
  .array(
    fc.record({
      spacing: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 29_000, max: 31_000 }) },
        fc.constantFrom(0, -15_000, 46_000, 90_000, 299_000, 301_000, 1_200_000),
      ),
      step: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constantFrom(-20, -1e9)),
      nonsense: fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, fc.constantFrom(Number.NaN, Infinity, -1)),
    }),
    { maxLength: 300 },
  )
  .map((steps) => {
    let [atMs, value] = [FROM - 900_000, 0];
    return steps.map(({ spacing, step, nonsense }): readonly [number, number] => {
      atMs += spacing;
      value = Math.max(0, value + step);
      return [atMs, nonsense ?? value];
    });
  });

/** What a person would count: neighbours that are numbers, in the order of time, within the stretch. */
function byHand(told: readonly (readonly [number, number])[]): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  let last: readonly [number, number] | undefined;
  for (const [atMs, value] of told) {
    if (!(value >= 0 && value < Infinity) || atMs <= FROM - 600_000 || atMs > TO || atMs <= (last?.[0] ?? 0)) continue;
    const increase = last === undefined ? 0 : value < last[1] ? value : value - last[1];
    const row = Math.ceil(atMs / STEP);
    if (atMs > FROM && increase > 0) rows.set(row, (rows.get(row) ?? 0) + increase);
    last = [atMs, value];
  }
  return rows;
}

const digestOf = (runs: readonly (readonly (readonly [number, number])[])[], excluded?: DigestPlan["excluded"]) => {
  const digester = new SeriesDigester(plan(excluded));
  for (const run of runs)
    digester.add(
      run.map(([atMs]) => atMs),
      run.map(([, value]) => value),
    );
  return digester.take({ pod: "a" });
};

describe("the digest of a series", () => {
  it("counts in each row what a person would count", () => {
    fc.assert(
      fc.property(samples, (told) => {
        const counts = digestOf([told])?.counts[0];
        const rows = new Map(Array.from(counts?.rows ?? [], (row, i) => [row, counts?.amounts[i] ?? 0]));
        expect(rows).toEqual(byHand(told));
      }),
    );
  });

  it.each([
    ["stands low", () => 1],
    ["stands high", () => 1_000_000],
    ["counts", (i: number) => 7 * i],
  ])("looks once at each sample of a counter that %s, but for the first two", (_what, value) => {
    const count = 600;
    const looks = { times: 0, values: 0 };
    const counting = (numbers: readonly number[], what: keyof typeof looks): ArrayLike<number> =>
      new Proxy(numbers, {
        get: (target, key) => {
          if (typeof key === "string" && /^\d+$/u.test(key)) looks[what] += 1;
          return Reflect.get(target, key) as unknown;
        },
      });
    const places = Array.from({ length: count }, (_one, i) => i);
    new SeriesDigester(plan()).add(
      counting(
        places.map((i) => FROM + 30_000 * i),
        "times",
      ),
      counting(places.map(value), "values"),
    );
    expect(looks).toEqual({ times: count + 2, values: count + 2 });
  });

  it("is the same however samples are cut into runs", () => {
    fc.assert(
      fc.property(samples, fc.array(fc.nat({ max: 300 })), (told, cuts) => {
        const edges = [0, ...cuts.filter((cut) => cut < told.length).toSorted((a, b) => a - b), told.length];
        const runs = edges.slice(1).map((edge, i) => told.slice(edges[i], edge));
        const excluded = [[], [{ fromMs: FROM + 1_000_000, toMs: FROM + 2_000_000 }]];
        expect(digestOf(runs, excluded)).toEqual(digestOf([told], excluded));
        expect(
          digestOf(
            told.map((one) => [one]),
            excluded,
          ),
        ).toEqual(digestOf([told], excluded));
      }),
    );
  });

  it("leaves out what an exclusion touches, in that set alone", () => {
    const told = Array.from({ length: 100 }, (_, i): readonly [number, number] => [FROM + 30_000 * i, i]);
    const digest = digestOf([told], [[], [{ fromMs: FROM + 60_000, toMs: FROM + 120_000 }]]);
    const sums = digest?.counts.map(({ amounts }) => Array.from(amounts).reduce((sum, amount) => sum + amount, 0));
    // The first sample tells nothing; two stretches lie within the exclusion.
    expect(sums).toEqual([99, 97]);
  });
});
