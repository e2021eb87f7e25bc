import { describe, expect, it } from "vitest";
import { digestLabels, LANES } from "../../../../src/core/ledger/reading/label-digest.ts";
import { SeriesIndex } from "../../../../src/core/ledger/reading/series-index.ts";
import { seededRandom } from "../../../../demo/backfill/random.ts";

type Labels = Readonly<Record<string, string>>;

const SERIES = 3_000;
const labelsOf = (i: number): Labels => ({
  __name__: "http_requests_total",
  code: i % 2 === 0 ? "200" : "500",
  handler: `/page-${i % 7}`,
  instance: `10.0.${i >> 8}.${i & 255}:8080`,
  pod: `shop-${i}`,
});

describe("the index of series", () => {
  it("finds what a map finds, whatever is added and dropped", () => {
    const random = seededRandom("series");
    const index = new SeriesIndex();
    const known = new Map<number, number>();
    for (let step = 0; step < 30_000; step++) {
      const i = Math.floor(random.unit() * SERIES);
      const at = known.get(i);
      expect(index.find(labelsOf(i))).toBe(at);
      if (at === undefined) known.set(i, index.add(labelsOf(i)));
      else if (random.unit() < 0.8) {
        index.drop(at);
        known.delete(i);
      }
    }
    expect(index.size).toBe(known.size);
    expect([...index.all()]).toEqual([...known.values()].toSorted((a, b) => a - b));
    for (let i = 0; i < SERIES; i++) expect(index.find(labelsOf(i))).toBe(known.get(i));
  });

  it("gives the numbers of those that were dropped to others", () => {
    const index = new SeriesIndex();
    const numbers = Array.from({ length: 1_000 }, (_, i) => index.add(labelsOf(i)));
    for (const number of numbers) index.drop(number);
    expect([index.size, ...index.all()]).toEqual([0]);
    const again = Array.from({ length: 1_000 }, (_, i) => index.add(labelsOf(i)));
    expect(again.toSorted((a, b) => a - b)).toEqual(numbers);
  });

  it("knows series again by their keys", () => {
    const index = new SeriesIndex();
    for (let i = 0; i < 1_000; i++) index.add(labelsOf(i));
    index.drop(500);
    const keyOf = index.keys();
    const later = new SeriesIndex();
    for (const number of index.all()) later.load(keyOf(number));
    for (let i = 0; i < 1_000; i++) expect(later.find(labelsOf(i)) !== undefined).toBe(i !== 500);
    expect(keyOf(7)).toMatch(/^[0-9a-f]{32}$/);
  });

  it("keeps the keys of a moment", () => {
    const index = new SeriesIndex();
    const number = index.add(labelsOf(1));
    const keyOf = index.keys();
    const key = keyOf(number);
    index.drop(number);
    expect(index.add(labelsOf(2))).toBe(number);
    expect(keyOf(number)).toBe(key);
    expect(index.keys()(number)).not.toBe(key);
  });
});

describe("the digest of labels", () => {
  const digestOf = (labels: Labels): readonly number[] => {
    const lanes = new Int32Array(LANES);
    digestLabels(labels, lanes);
    return [...lanes];
  };

  it("takes names and values, each in its place", () => {
    const all = [
      {},
      { a: "" },
      { a: "b" },
      { b: "a" },
      { ab: "" },
      { a: "", b: "" },
      { ab: "c" },
      { a: "bc" },
      { a: "b", c: "d" },
      { a: "bc", d: "" },
      { a: "é" },
      { a: "e\u0301" },
    ].map((labels) => digestOf(labels).join());
    expect(new Set(all).size).toBe(all.length);
    expect(digestOf({ ...labelsOf(9) })).toEqual(digestOf(labelsOf(9)));
  });

  it("spreads labels that differ in little over all bits of each lane", () => {
    const count = 100_000;
    const lanes = Array.from({ length: LANES }, () => new Set<number>());
    const bits = new Float64Array(32 * LANES);
    for (let i = 0; i < count; i++)
      for (const [lane, number] of digestOf(labelsOf(i)).entries()) {
        lanes[lane]?.add(number);
        for (let bit = 0; bit < 32; bit++)
          bits[lane * 32 + bit] = (bits[lane * 32 + bit] ?? 0) + ((number >>> bit) & 1);
      }
    // By chance, 1.2 of so many pairs share 32 bits, and half of them have a bit, give or take 0.2 %.
    for (const lane of lanes) expect(count - lane.size).toBeLessThan(12);
    for (const set of bits) expect(Math.abs(set / count - 0.5)).toBeLessThan(0.01);
  });
});
