import { describe, expect, it } from "vitest";
import { likenessOf } from "../../../src/core/live-checks/same-counter.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";

const LENGTH = 3600;

/** Numbers below 1 that look like chance and are the same every time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** About as many events as that, by chance: what falls into a second of a steady load (Poisson, by its normal limit). */
const about = (mean: number, roll: () => number): number => {
  if (mean < 30) return roll() < mean % 1 ? Math.floor(mean) + 1 : Math.floor(mean);
  const normal = Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
  return Math.round(mean + normal * Math.sqrt(mean));
};

/** A counter by the second, under a load that swells and ebbs; it has counted a day or less. */
function counter(perSecond: number, seed: number): readonly number[] {
  const roll = dice(seed);
  for (let i = 0; i < 10; i++) roll();
  let value = about(perSecond * 20_000, roll);
  return Array.from(
    { length: LENGTH + 1 },
    (_, second) => (value += about(perSecond * (1 + 0.5 * Math.sin(second / 400)), roll)),
  );
}

const read = (values: readonly number[], interval: number, offset: number, aheadMs = 0): SampleSeries => {
  const times = Array.from({ length: Math.floor((LENGTH - offset) / interval) + 1 }, (_, i) => offset + i * interval);
  return {
    labels: {},
    timestamps: times.map((second) => second * 1000 + 17 * offset + aheadMs),
    values: times.map((second) => values[second] ?? 0),
  };
};

const TRIES = Array.from({ length: 20 }, (_, i) => i * 7919 + 1);
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
        read(counter(perSecond, seed + 1), interval, Math.ceil(interval / 3)),
      ),
    );
    expect(seen).not.toContain("one counter, read twice");
  });

  it("are of one reader where they were read at the same moments", () => {
    const values = counter(1, 5);
    expect(likenessOf(read(values, 15, 0), read(values, 15, 0))).toBe("one reader");
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
