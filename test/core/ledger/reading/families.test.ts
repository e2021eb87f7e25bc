import { describe, expect, it } from "vitest";
import { Families, NOT_BEGUN } from "../../../../src/core/ledger/reading/families.ts";
import type { Family } from "../../../../src/core/ledger/reading/family.ts";
import { DIGESTS, digestLabels } from "../../../../src/core/promql/label-digest.ts";

const TARGETS = 2_500;

const lanes = new Int32Array(TARGETS * DIGESTS);
for (let i = 0; i < TARGETS; i++) digestLabels({ job: "shop", instance: `shop-${i}:80` }, lanes, i * DIGESTS);

const familyOf = (families: Families, i: number): Family => families.of(lanes, i * DIGESTS);

describe("targets and their metrics", () => {
  it("are one for each digest, and have had no sample at first", () => {
    const families = new Families();
    const first = familyOf(families, 0);
    expect(first).toEqual({ newestMs: NOT_BEGUN, gap: undefined, resets: [], number: 0 });
    expect(familyOf(families, 1)).not.toBe(first);
    expect(familyOf(families, 0)).toBe(first);
  });

  it("are forgotten where they have had no sample since a time, a thousand in one go", () => {
    const families = new Families();
    for (let i = 0; i < TARGETS; i++) familyOf(families, i).newestMs = i;
    // What has a sample of that very time stays.
    expect([...families.sweep(1_500)]).toHaveLength(2);
    expect([...families.keep()].map(({ newestMs }) => newestMs)).toEqual(
      Array.from({ length: TARGETS - 1_500 }, (_, i) => 1_500 + i),
    );
    expect(familyOf(families, 1_499).newestMs).toBe(NOT_BEGUN);
    expect(familyOf(families, 1_500).newestMs).toBe(1_500);
  });

  it("go on with what was kept of them, in its order and by its numbers", () => {
    const families = new Families();
    for (const i of [2, 0, 1]) familyOf(families, i).newestMs = i;
    familyOf(families, 1).resets.push({ fromMs: 1, toMs: 2 });
    familyOf(families, 2).gap = { fromMs: 3, toMs: 4 };
    const kept = [...families.keep()];
    expect([2, 0, 1].map((i) => familyOf(families, i).number)).toEqual([0, 1, 2]);
    const after = new Families();
    const loaded = after.load(structuredClone(kept));
    expect([2, 0, 1].map((i) => familyOf(after, i))).toEqual([...loaded]);
    expect(loaded).toEqual([
      { newestMs: 2, gap: { fromMs: 3, toMs: 4 }, resets: [], number: 0 },
      { newestMs: 0, gap: undefined, resets: [], number: 0 },
      { newestMs: 1, gap: undefined, resets: [{ fromMs: 1, toMs: 2 }], number: 0 },
    ]);
    // What is noted of one reaches the other by no way.
    loaded[2]?.resets.push({ fromMs: 5, toMs: 6 });
    expect(familyOf(families, 1).resets).toHaveLength(1);
  });
});
