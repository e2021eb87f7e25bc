import { describe, expect, it } from "vitest";
import { SeriesDigester } from "../../../../src/core/ledger/past/series-digester.ts";
import { at, plan, type Told } from "./told-samples.ts";

function digest(told: Told) {
  const digester = new SeriesDigester(plan);
  digester.add(
    told.map(([minutes]) => at(minutes)),
    told.map(([, value]) => value),
  );
  return digester.take({});
}
const lows = (told: Told) => digest(told)?.lows;
const absences = (told: Told) => digest(told)?.absences;

describe("the digest of a counter that is low", () => {
  it("knows where it stood, at each change, and that it is not from where it is high", () => {
    expect(
      lows([
        [0, 1],
        [1, 1],
        [2, 3],
        [3, 3],
        [4, 1],
        [5, 1],
      ]),
    ).toEqual([at(0), 1, at(2), 3, at(4), 1]);
    // 60 may be new whatever it usually counts; so may twenty times the most that it has counted at once.
    expect(
      lows([
        [0, 60],
        [1, 61],
        [2, 62],
        [3, 2],
      ]),
    ).toEqual([at(0), 60, at(1), Number.POSITIVE_INFINITY, at(3), 2]);
    expect(lows([[0, 1_000_000]])).toEqual([at(0), Number.POSITIVE_INFINITY]);
    // What it has counted since the scrape before tells how fast it is, but not since an earlier one.
    const fell = [0, 1, 2].map((minute): readonly [number, number] => [minute, 1_000_000 + minute]);
    const again = Array.from({ length: 21 }, (_, i): readonly [number, number] => [3 + i, 100 + 100 * i]);
    const found = Array.from(lows([...fell, ...again]) ?? []);
    expect(found.slice(0, 4)).toEqual([at(0), Number.POSITIVE_INFINITY, at(3), 100]);
    expect(found.slice(-4)).toEqual([at(22), 2000, at(23), Number.POSITIVE_INFINITY]);
    expect(lows([...fell, [5, 4000]])).toEqual([at(0), Number.POSITIVE_INFINITY, at(5), Number.POSITIVE_INFINITY]);
    // However much it counts later, it stays high until it begins anew.
    expect(
      lows([
        [0, 60],
        [1, 61],
        [6, 2000],
        [7, 2001],
      ]),
    ).toEqual([at(0), 60, at(1), Number.POSITIVE_INFINITY]);
    const climb = Array.from({ length: 25 }, (_, i): readonly [number, number] => [i, 10 * i]);
    expect(Array.from(lows(climb) ?? []).slice(-4)).toEqual([at(20), 200, at(21), Number.POSITIVE_INFINITY]);
  });

  it("knows when it was away, though it is away more often than not", () => {
    // Absent for two of three scrapes each time, so that a minute and a half is what is usual; then there for two.
    const told: Told = [
      [0, 1],
      [1.5, 1],
      [3, 1],
      [4.5, 1],
      [5, 1],
      [6.5, 2],
    ];
    expect(absences(told)).toEqual([at(5), 1, at(6.5), 2]);
    const high = told.map(([minute, value]): readonly [number, number] => [minute, value + 1_000_000]);
    expect(absences(high)).toEqual([]);
    // Two scrapes in a row are known as such though it began anew between them.
    const fell: Told = [
      [0, 1],
      [1.5, 1],
      [3, 2],
      [3.5, 1],
      [5, 1],
    ];
    expect(absences(fell)).toEqual([at(3.5), 1, at(5), 1]);
  });

  it("has no more than some ten thousand changes: the rest is not known", () => {
    const flapping = Array.from({ length: 40_000 }, (_, i): readonly [number, number] => [i / 800, 1 + (i % 3)]);
    const found = lows(flapping) ?? [];
    expect(found.length).toBe(65_536);
    expect(found[found.length - 1]).toBeNaN();
  });

  it("knows no more of it from the two-thousandth time on that it was away", () => {
    // There for ten scrapes each time, and away for four.
    const scrape = (i: number): number => 0.002 * (14 * Math.floor(i / 10) + (i % 10));
    const standing = (value: number): Told => Array.from({ length: 21_400 }, (_, i) => [scrape(i), value]);
    expect(lows(standing(1))).toEqual([at(0), 1, at(scrape(20_480)), Number.NaN]);
    expect(lows(standing(1_000_000))).toEqual([at(0), Number.POSITIVE_INFINITY]);
  });
});
