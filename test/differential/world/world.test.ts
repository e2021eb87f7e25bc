import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "./courses.ts";
import { makeWorld, momentsOf } from "./world.ts";

describe("a generated world", () => {
  it("is the same for the same seed, and another for another", () => {
    const [one, again, other] = [7, 7, 8].map((seed) => makeWorld(seed, ["rollouts"]));
    expect(one?.series).toEqual(again?.series);
    expect(other?.series).not.toEqual(one?.series);
    expect(other?.toMs).not.toBe(one?.toMs);
    // Some hundred thousand samples are compared one by one.
  }, 120_000);

  it("shows as many events as its counters have grown by", () => {
    const world = makeWorld(3, ["clean"]);
    const grown = world.series.map(({ timestamps, values }) => {
      const i = timestamps.findIndex((ms) => ms > world.toMs - DAY_MS);
      return (values.at(-1) ?? 0) - (values[i - 1] ?? 0);
    });
    expect(world.services[0]?.truth.shown.between(world.toMs - DAY_MS, world.toMs).total).toBe(
      grown.reduce((sum, each) => sum + each, 0),
    );
  });

  it.each(["restarts", "rollouts", "comes back", "gaps", "replicas", "histogram"] as const)(
    "shows every event but what processes took with them: %s",
    (category) => {
      const world = makeWorld(4, [category]);
      const truth = world.services[0]?.truth;
      const [fromMs, toMs] = [world.toMs - 4 * DAY_MS, world.toMs - 1.9 * DAY_MS];
      const [shown, happened] = [truth?.shown.between(fromMs, toMs), truth?.happened.between(fromMs, toMs)];
      // What lies between a sample and the edge is shown on the other side of it.
      expect((shown?.total ?? 0) / (happened?.total ?? 1)).toBeGreaterThan(0.99);
      expect((shown?.total ?? 0) / (happened?.total ?? 1)).toBeLessThan(1.001);
    },
  );

  it("is looked at over most of a day, at moments that are whole steps apart", () => {
    const moments = momentsOf(makeWorld(5, ["clean"]), 10, 30_000);
    expect(moments).toEqual([...new Set(moments)].toSorted((a, b) => a - b));
    expect((moments.at(-1) ?? 0) - (moments[0] ?? 0)).toBeGreaterThan(16 * HOUR_MS);
    expect(moments.filter((ms) => (ms - (moments[0] ?? 0)) % 30_000 !== 0)).toEqual([]);
  });
});
