import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScalingPolicy } from "../../../../src/core/objective/scaling-policy.ts";
import type { Decision } from "../../../../src/core/scaling/decision/decision.ts";
import type { Growth, Observation } from "../../../../src/core/scaling/decision/observation.ts";
import { comparedDays, growthOn } from "../../../../src/core/scaling/forecast/growth.ts";
import { compilePolicy, decide } from "../../../../src/core/scaling/policy/decide.ts";
import { remember } from "../../../../src/core/scaling/policy/remember.ts";
import { playHeadroom } from "../../../../src/core/simulation/compare.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { seconds } from "../../../../src/core/units/seconds.ts";
import { NOW, observation, policy, type Seen } from "../../../fixtures/scaling.ts";
import { arena, drawnLoad } from "../../../fixtures/simulation.ts";

const FORECAST = { lead: seconds(120), days: 14 };
const foretelling = (facts: Partial<ScalingPolicy> = {}): ScalingPolicy => policy({ forecast: FORECAST, ...facts });

const days = (...growths: readonly (readonly [days: number, growth: number])[]): readonly Growth[] =>
  growths.map(([day, growth]) => ({ days: day, growth }));

interface SeenSeason extends Seen {
  readonly growths?: readonly Growth[];
}

function follow(rules: ScalingPolicy, moments: readonly SeenSeason[]): readonly Observation[] {
  const history: Observation[] = [];
  moments.forEach(({ growths, ...seen }, i) => {
    const at = instant(NOW + i * 15_000);
    const season: Observation["season"] =
      growths === undefined ? { kind: "noData", reason: "unreachable" } : { kind: "value", value: growths, at };
    history.push(remember(rules, { ...observation({ at, ...seen }), season }, history.slice(-125)));
  });
  return history;
}

const decided = async (rules: ScalingPolicy, moments: readonly SeenSeason[]): Promise<Decision> =>
  decide(await compilePolicy(rules), follow(rules, moments));

const forecastOf = ({ estimates }: Decision): Decision["estimates"][number] | undefined =>
  estimates.find(({ estimator }) => estimator === "forecast");

const times = (count: number, seen: SeenSeason): readonly SeenSeason[] => Array.from({ length: count }, () => seen);

describe("the growth of an earlier day", () => {
  const offsets = Array.from({ length: 13 }, (_, i) => -45 + i * 15);

  it("is the highest mean of a minute within the lead over the one before now", () => {
    // 100 up to now, then 15 s each of 200 and 300, then 400: the mean of the minute that ends at 75 s is 375.
    const demands = offsets.map((offset) => (offset <= 0 ? 100 : Math.min(400, 100 + (offset / 15) * 100)));
    expect(growthOn({ days: 1, offsets, demands }, 75)).toEqual({ days: 1, growth: (300 + 400 + 400 + 400) / 400 });
  });

  it.each([
    ["a day without demand", offsets.map(() => 0)],
    ["a day that nobody saw before now", offsets.map((offset) => (offset <= 0 ? Number.NaN : 100))],
    ["a day that nobody saw after now", offsets.map((offset) => (offset > 0 ? Number.NaN : 100))],
    ["a day of absurd numbers", offsets.map(() => Number.POSITIVE_INFINITY)],
  ])("is not known of %s", (_name, demands) => {
    expect(growthOn({ days: 1, offsets, demands }, 75)).toBeUndefined();
  });

  it("is asked for on the last three days, and on this day of two weeks", () => {
    expect(comparedDays(14)).toEqual([1, 2, 3, 7, 14]);
    expect(comparedDays(2)).toEqual([1, 2]);
  });
});

describe("a forecast", () => {
  it.each<[string, readonly Growth[], number]>([
    ["the middle one of three days, less a tenth", days([1, 1.5], [2, 2.1], [3, 9]), 400 * 2],
    ["the smaller one of two days", days([1, 1.6], [3, 9]), 400 * 1.5],
    ["the smaller one of two weeks", days([1, 1], [2, 1], [3, 1], [7, 3], [14, 2.1]), 400 * 2],
    ["no more than four times what is there", days([1, 90], [2, 90], [3, 90]), 1600],
  ])("is %s", async (_name, growths, demand) => {
    const found = forecastOf(await decided(foretelling(), times(10, { growths })));
    expect(found).toMatchObject({ kind: "replicas", replicas: demand / 40 });
    expect(found?.because).toMatch(
      /^earlier days grew \d+(\.\d+)? times from this time on, so \d+ requests a second may come/,
    );
  });

  it.each<[string, SeenSeason, string]>([
    [
      "of a growth below a fifth",
      { growths: days([1, 1.19], [2, 1.19]) },
      "earlier days did not grow from this time on",
    ],
    ["of one day alone", { growths: days([1, 3]) }, "no forecast: too few earlier days are known"],
    ["that cannot be asked for", {}, "no forecast: the demand of earlier days could not be asked for"],
  ])("%s asks for nothing, holds nothing and says so", async (_name, seen, because) => {
    const rules = foretelling();
    const found = await decided(rules, times(10, { ...seen, demand: 100, asked: 20 }));
    expect(forecastOf(found)).toMatchObject({ kind: "replicas", replicas: 0, because });
    // As without a forecast: 100 requests a second need fewer than the 20 that there are.
    expect(found.result).toMatchObject({ kind: "replicas", replicas: 3 });
  });

  it("alone decides nothing while demand is not known", async () => {
    const found = await decided(foretelling(), [
      ...times(10, { growths: days([1, 2], [2, 2]) }),
      { growths: days([1, 2], [2, 2]), age: 300 },
    ]);
    expect(found.result).toMatchObject({ kind: "refused", because: "demand is 5m old, expected at most 1m 30s" });
  });

  it("that does not come true is switched off within minutes, says so, and comes back when it would be right", async () => {
    const rules = foretelling();
    const wrong = times(160, { growths: days([1, 2], [2, 2]) });
    const off = forecastOf(await decided(rules, wrong));
    expect(off).toMatchObject({ replicas: 0 });
    expect(off?.because).toMatch(/^off: of late \d+(\.\d+)?% of the forecasts came true; earlier days grew 2 times/);
    // Demand that rises by 2 % each 15 s comes to 1.17 times within the two minutes: foretold to be 1.15 times.
    const right = Array.from({ length: 240 }, (_, i): SeenSeason => ({
      demand: 400 * 1.02 ** i,
      growths: days([1, 1.25], [2, 1.25]),
    }));
    const back = forecastOf(await decided(rules, [...wrong, ...right]));
    expect(back?.kind === "replicas" && back.replicas > 400).toBe(true);
  });

  it("never makes for fewer replicas", async () => {
    const growth = fc.record({ days: fc.constantFrom(1, 2, 3, 7, 14), growth: fc.double({ min: 0, max: 1e6 }) });
    const moment = fc.record({
      demand: fc.integer({ min: 0, max: 2000 }),
      asked: fc.integer({ min: 1, max: 40 }),
      growths: fc.array(growth, { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 20 }), async (moments) => {
        const [withIt, without] = await Promise.all([decided(foretelling(), moments), decided(policy(), moments)]);
        expect(numberOf(withIt)).toBeGreaterThanOrEqual(numberOf(without));
      }),
      { numRuns: 200 },
    );
  });

  it("spends a tenth on steps that come at the same time each day, once two days are known", async () => {
    const load = drawnLoad(4 * 1440, 60, (at) => (Math.floor(at / 14_400) % 2 === 0 ? 500 : 1200));
    const plain = await playHeadroom(arena(load));
    const known = await playHeadroom({ ...arena(load), policy: { ...arena(load).policy, forecast: FORECAST } });
    const late = ({ spent }: { readonly spent: Float64Array }): number =>
      (spent.at(-1) ?? 0) - (spent[2 * 17_280 + 720] ?? 0);
    expect(late(known)).toBeLessThan(late(plain) / 10);
    expect(known.replicaHours).toBeLessThan(plain.replicaHours * 1.04);
  });
});

const numberOf = ({ result }: Decision): number => (result.kind === "replicas" ? result.replicas : -1);
