import { describe, expect, it } from "vitest";
import { DigestIndex } from "../../../../src/core/ledger/reading/digest-index.ts";
import { DIGESTS, digestLabels } from "../../../../src/core/promql/label-digest.ts";
import { seededRandom } from "../../../../demo/backfill/random.ts";

const SERIES = 3_000;

/** The digests of so many series, one behind the other. */
const lanes = new Int32Array(SERIES * DIGESTS);
for (let i = 0; i < SERIES; i++) digestLabels({ __name__: "up", pod: `shop-${i}` }, lanes, i * DIGESTS);

const find = (index: DigestIndex, i: number): number | undefined => index.find(lanes, i * DIGESTS);
const add = (index: DigestIndex, i: number): number => index.add(lanes, i * DIGESTS);

describe("the index of digests", () => {
  it("finds what a map finds, whatever is added and dropped", () => {
    const random = seededRandom("series");
    const index = new DigestIndex();
    const known = new Map<number, number>();
    for (let step = 0; step < 30_000; step++) {
      const i = Math.floor(random.unit() * SERIES);
      const at = known.get(i);
      expect(find(index, i)).toBe(at);
      if (at === undefined) known.set(i, add(index, i));
      else if (random.unit() < 0.8) {
        index.drop(at);
        known.delete(i);
      }
    }
    expect(index.size).toBe(known.size);
    expect([...index.all()]).toEqual([...known.values()].toSorted((a, b) => a - b));
    for (let i = 0; i < SERIES; i++) expect(find(index, i)).toBe(known.get(i));
  });

  it("gives the numbers of those that were dropped to others", () => {
    const index = new DigestIndex();
    const numbers = Array.from({ length: 1_000 }, (_, i) => add(index, i));
    for (const number of numbers) index.drop(number);
    expect([index.size, ...index.all()]).toEqual([0]);
    const again = Array.from({ length: 1_000 }, (_, i) => add(index, i));
    expect(again.toSorted((a, b) => a - b)).toEqual(numbers);
  });

  it("knows series again by their keys", () => {
    const index = new DigestIndex();
    for (let i = 0; i < 1_000; i++) add(index, i);
    index.drop(500);
    const keyOf = index.keys();
    const later = new DigestIndex();
    for (const number of index.all()) later.load(keyOf(number));
    for (let i = 0; i < 1_000; i++) expect(find(later, i) !== undefined).toBe(i !== 500);
    expect(keyOf(7)).toMatch(/^[0-9a-f]{32}$/);
  });

  it("keeps the keys of a moment", () => {
    const index = new DigestIndex();
    const number = add(index, 1);
    const keyOf = index.keys();
    const key = keyOf(number);
    index.drop(number);
    expect(add(index, 2)).toBe(number);
    expect(keyOf(number)).toBe(key);
    expect(index.keys()(number)).not.toBe(key);
  });
});
