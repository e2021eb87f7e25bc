import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedLoad } from "../../../../src/core/scaling/load/expected.ts";
import { noiseOf } from "../../../../src/core/scaling/load/noise.ts";
import { followedSeconds, type Trend } from "../../../../src/core/scaling/load/lead.ts";
import { trendOf } from "../../../../src/core/scaling/load/trend.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { minutes, seconds } from "../../../../src/core/units/seconds.ts";
import { chance } from "../../../fixtures/simulation.ts";
import { NOW, observation, policy } from "../../../fixtures/scaling.ts";

/** Where demand goes that was seen each 15 s, the last one now. */
function trend(demands: readonly number[], stepSeconds = 15, startup = minutes(1), scatter = 0): Trend {
  const newestFirst = demands.toReversed();
  const steps = { demands: newestFirst, ages: newestFirst.map((_, i) => i * stepSeconds) };
  return trendOf(steps, { startup }, { all: () => steps, isSwinging: () => false, scatter });
}

/** The same where single minutes scatter by a tenth. */
const scattered = (demands: readonly number[]): Trend => trend(demands, 15, minutes(1), 0.1);

const flat = (count: number, demand: number): readonly number[] => Array.from({ length: count }, () => demand);

describe("demand", () => {
  it("that does not move is its mean of three and a half minutes", () => {
    const wiggle = Array.from({ length: 120 }, (_, i) => 400 + (i % 2 === 0 ? 4 : -4));
    expect(trend(wiggle)).toEqual({ demand: 400, direction: "steady" });
  });

  it("that jumps is met as high as it is, at once", () => {
    const jump = [...flat(100, 400), 600];
    // Half a minute of it is 500; a line through 400, 400, 400, 600 leads further: at most twice what is there.
    const { demand, direction } = trend(jump);
    expect(direction).toBe("rising");
    expect(demand).toBeGreaterThan(600);
    expect(demand).toBeLessThanOrEqual(1000);
  });

  it("that comes back from a dip is met a tenth above what it was, and no higher until it is there", () => {
    const back = [...flat(80, 800), ...flat(12, 400), 500, 600, 700];
    expect(trend(back).direction).toBe("rising");
    expect(trend(back).demand).toBeCloseTo(880);
    expect(trend([...flat(92, 400), 500, 600, 700]).demand).toBeGreaterThan(900);
    expect(trend([...back, 800, 900]).demand).toBeGreaterThan(1000);
  });

  it("that climbs is met where it will be when four fifths of the start-up and 40 s are over", () => {
    // 20 more each 15 s; the middle of the last minute is 22.5 s ago, so the line leads 22.5 + 80 s on from there.
    const climb = [...flat(100, 400), ...Array.from({ length: 21 }, (_, i) => 400 + 20 * i)];
    expect(trend(climb)).toEqual({ demand: 770 + (20 / 15) * 102.5, direction: "rising" });
    expect(trend(climb, 15, minutes(3)).demand).toBeCloseTo(770 + (20 / 15) * 198.5, 9);
  });

  it("that climbs by little is met where it will be when two fifths of them are over", () => {
    // 4 more each 15 s: not a tenth in some minutes.
    const climb = Array.from({ length: 121 }, (_, i) => 400 + 4 * i);
    expect(trend(climb)).toEqual({ demand: 880 - 6 + (4 / 15) * 62.5, direction: "rising" });
  });

  it("that falls is followed by the mean of the last minute", () => {
    const fall = [...flat(100, 800), 600, 400, 200, 200];
    expect(trend(fall)).toEqual({ demand: 350, direction: "falling" });
  });

  it.each([
    ["after a restart", flat(3, 400).concat(500), 15, 500],
    ["with three steps", [400, 400, 500], 15, 500],
    ["when decided four times within a second", flat(9, 400).concat(500), 0.1, 500],
    ["with steps of half a minute", [...flat(50, 400), 500], 30, 500],
    ["with nothing seen", [], 15, 0],
  ])("is taken as it is %s, where a minute has too few steps", (name, demands, step, expected) => {
    const found = trend(demands, step);
    if (name === "after a restart") expect(found.direction).toBe("rising");
    else expect(found).toEqual({ demand: expected, direction: "steady" });
  });

  it("is never expected beyond twice of what is there, nor below the lowest that was seen", () => {
    const demands = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 130 });
    fc.assert(
      fc.property(demands, (seen) => {
        const { demand } = trend(seen);
        const most = Math.max(...seen.slice(-14));
        expect(demand).toBeLessThanOrEqual(2 * most + 1e-6);
        expect(demand).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-6);
      }),
    );
  });
});

describe("noise", () => {
  const noise = (demands: readonly number[]): number => noiseOf({ demands, ages: demands.map((_, i) => i * 15) });

  it("is blind to level and slope, and to a single spike", () => {
    expect(noise(Array.from({ length: 120 }, (_, i) => 1000 - 5 * i))).toBe(0.005);
    expect(noise(flat(120, 1e6))).toBe(0.005);
    expect(noise([...flat(60, 100), 900, ...flat(60, 100)])).toBe(0.005);
  });

  it("grows with how much demand jumps about", () => {
    const random = chance(7);
    const jumpy = (share: number): readonly number[] =>
      Array.from({ length: 400 }, () => 1000 * (1 + share * (random() - 0.5)));
    // Uniform over a tenth and over four tenths: a standard deviation of 2.9 % and of 11.5 % a step.
    expect(noise(jumpy(0.1))).toBeGreaterThan(0.015);
    expect(noise(jumpy(0.1))).toBeLessThan(0.04);
    expect(noise(jumpy(0.4))).toBeGreaterThan(0.06);
  });

  it("of nothing, and of idleness, is the least there is", () => {
    expect([noise([]), noise(flat(50, 0))]).toEqual([0.005, 0.005]);
  });
});

describe("what demand asks for", () => {
  const at = (ago: number) => instant(NOW - ago * 1000);
  const climb = Array.from({ length: 20 }, (_, i) => observation({ at: at((20 - i) * 15), demand: 400 + 20 * i }));

  it("is said with where it comes from", () => {
    const load = expectedLoad(policy(), observation({ demand: 800 }), climb);
    expect(load).toMatchObject({ ok: true, value: { origin: ", which a rise leads to,", perReplica: 40 } });
  });

  it("is less of what a rise leads to where replicas went up and down before", () => {
    const demandAfter = (replicas: readonly number[]): number => {
      const before = climb.map(({ at: seenAt }, i) =>
        observation({ at: seenAt, demand: 400 + 20 * i, asked: replicas[i] ?? 13 }),
      );
      const load = expectedLoad(policy(), observation({ demand: 800, asked: 13 }), before);
      return load.ok ? load.value.demand : Number.NaN;
    };
    // 20 more each 15 s; the middle of the last minute is 22.5 s ago, its mean 770.
    expect(demandAfter([])).toBeCloseTo(770 + (20 / 15) * (22.5 + 80), 9);
    expect(demandAfter([15, 12, 11])).toBeCloseTo(770 + (20 / 15) * (22.5 + 80), 9);
    // Down and up is a wave; up, down and up again swings.
    expect(demandAfter([10, 12, 11])).toBeCloseTo(770 + (20 / 15) * (22.5 + 40), 9);
  });

  it("leaves out what was not known, or was too old", () => {
    const gaps = climb.map((one, i) =>
      i % 2 === 0 ? one : { ...one, demand: { kind: "noData", reason: "stale" } as const },
    );
    // Two steps in the last minute are too few.
    expect(expectedLoad(policy(), observation({ demand: 800 }), gaps)).toMatchObject({
      ok: true,
      value: { demand: 800, origin: "" },
    });
    expect(expectedLoad(policy({ stale: { maxAge: seconds(90) } }), observation({ age: 91 }), climb).ok).toBe(false);
  });
});

describe("demand whose single minutes are chance", () => {
  it("is followed for half of the time until replicas are ready", () => {
    expect(followedSeconds({ startup: minutes(1) }, 0.1, () => false)).toBe(50);
  });

  it("is its mean of seven and a half minutes, though the last of them is a fifth higher or lower", () => {
    for (const last of [480, 320]) {
      expect(scattered([...flat(116, 400), ...flat(4, last)])).toEqual({
        demand: (26 * 400 + 4 * last) / 30,
        direction: "scattered",
      });
      expect(trend([...flat(116, 400), ...flat(4, last)]).direction).not.toBe("steady");
    }
  });

  it("that is half as high again for a minute has moved, and so has one that is half as high", () => {
    const { demand, direction } = scattered([...flat(116, 400), ...flat(4, 600)]);
    expect([direction, demand >= 600]).toEqual(["rising", true]);
    expect(scattered([...flat(116, 400), ...flat(4, 200)])).toEqual({ demand: 350, direction: "falling" });
  });

  it("that climbs for four minutes is met ahead, though no minute is clear by itself", () => {
    const climb = [...flat(100, 400), ...Array.from({ length: 16 }, (_, i) => 400 + 14 * (i + 1))];
    const { demand, direction } = scattered(climb);
    expect(direction).toBe("rising");
    expect(demand).toBeGreaterThan(600);
    expect(demand).toBeLessThan(750);
  });

  it("that jumps is met at once, by where its line leads in half of that time", () => {
    // A line through 400, 400, 900, 900: its mean of 650, and 200 more each 15 s from the middle on.
    const met = { demand: 650 + (200 / 15) * 72.5, direction: "rising" };
    expect(scattered([...flat(100, 400), 900, 900])).toEqual(met);
  });

  it("is judged as any other where the last four minutes have too few steps", () => {
    expect(scattered(flat(5, 400))).toEqual({ demand: 400, direction: "steady" });
  });
});
