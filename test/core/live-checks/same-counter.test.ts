import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../demo/backfill/random.ts";
import { likenessOf } from "../../../src/core/live-checks/same-counter.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";

const LENGTH = 3600;

/** So many chances a second, of which a few are taken. */
const CHANCES = 10_000;

/** A counter by the second, under a load that swells and ebbs; it has counted some hours. */
function counter(perSecond: number, seed: number): readonly number[] {
  const random = seededRandom(`counter ${seed}`);
  let value = random.happening(CHANCES * 20_000, perSecond / CHANCES);
  return Array.from({ length: LENGTH + 1 }, (_, second) => {
    const load = perSecond * (1 + 0.5 * Math.sin(second / 400));
    return (value += random.happening(CHANCES, load / CHANCES));
  });
}

const read = (values: readonly number[], interval: number, offset: number, aheadMs = 0): SampleSeries => {
  const times = Array.from({ length: Math.floor((LENGTH - offset) / interval) + 1 }, (_, i) => offset + i * interval);
  return {
    labels: {},
    timestamps: times.map((second) => second * 1000 + 17 * offset + aheadMs),
    values: times.map((second) => values[second] ?? 0),
  };
};

const TRIES = Array.from({ length: 20 }, (_, i) => i + 1);
const LOADS = [0.02, 1, 10, 100, 1000].flatMap((perSecond) =>
  [5, 15, 30, 60].map((interval) => ({ perSecond, interval })),
);

describe("the samples of two series", () => {
  it.each(LOADS)("are of one counter of $perSecond events/s read twice each $interval s", ({ perSecond, interval }) => {
    const seen = TRIES.map((seed) => {
      const values = counter(perSecond, seed);
      return likenessOf(read(values, interval, 0), read(values, interval, Math.ceil(interval / 3), (seed % 600) - 300));
    });
    expect(new Set(seen)).toEqual(new Set(["one counter, read twice"]));
  });

  it.each(LOADS)("are of two counters of $perSecond events/s each $interval s", ({ perSecond, interval }) => {
    const seen = TRIES.map((seed) =>
      likenessOf(
        read(counter(perSecond, seed), interval, 0),
        read(counter(perSecond, seed + 1000), interval, Math.ceil(interval / 3)),
      ),
    );
    expect(seen).not.toContain("one counter, read twice");
  });

  it("are of one reader where they were read at the same moments", () => {
    const values = counter(1, 5);
    expect(likenessOf(read(values, 15, 0), read(values, 15, 0))).toBe("one reader");
    // What is dated alike need not have been read at the same instant.
    const later = values.map((value) => value + 2);
    expect(likenessOf(read(values, 15, 0), read(later, 15, 0))).toBe("one reader");
  });

  it("are of two counters that were read at the same moments where they drift apart", () => {
    const seen = TRIES.map((seed) => {
      const [one, other] = [counter(100, seed), counter(100, seed + 1000)];
      const apart = (other[0] ?? 0) - (one[0] ?? 0);
      return likenessOf(
        read(one, 15, 0),
        read(
          other.map((value) => value - apart),
          15,
          0,
        ),
      );
    });
    expect(new Set(seen)).toEqual(new Set(["two counters"]));
  });

  it("say nothing where nothing or hardly anything happens", () => {
    const idle = Array.from({ length: LENGTH + 1 }, () => 7);
    expect(likenessOf(read(idle, 15, 0), read(idle, 15, 8))).toBe("unknown");
    const once = idle.map((value, second) => (second < 1800 ? value : value + 3));
    expect(likenessOf(read(once, 15, 0), read(once, 15, 8))).toBe("unknown");
    expect(likenessOf({ labels: {}, timestamps: [], values: [] }, read(once, 15, 8))).toBe("unknown");
  });

  it("are of two counters where an idle one holds another number", () => {
    const idle = Array.from({ length: LENGTH + 1 }, () => 7);
    expect(
      likenessOf(
        read(idle, 15, 0),
        read(
          idle.map((value) => value + 1),
          15,
          8,
        ),
      ),
    ).toBe("two counters");
  });
});
