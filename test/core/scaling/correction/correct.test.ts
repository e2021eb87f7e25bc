import { describe, expect, it } from "vitest";
import type { ScalingPolicy } from "../../../../src/core/objective/scaling-policy.ts";
import type { Correction } from "../../../../src/core/scaling/decision/memory.ts";
import type { Observation } from "../../../../src/core/scaling/decision/observation.ts";
import { compilePolicy, decide } from "../../../../src/core/scaling/policy/decide.ts";
import { remember } from "../../../../src/core/scaling/policy/remember.ts";
import { type OwnOutcome, playHeadroom } from "../../../../src/core/simulation/compare.ts";
import type { Load } from "../../../../src/core/simulation/model/load.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { NOW, observation, policy, type Seen } from "../../../fixtures/scaling.ts";
import { arena, chance, drawnLoad } from "../../../fixtures/simulation.ts";

const DAY = 86_400;
const DAY_TICKS = DAY / 5;

const correcting = (facts: Partial<ScalingPolicy> = {}, perReplica = 50): ScalingPolicy =>
  policy({
    capacity: { kind: "fixed", perReplica, utilization: ratio(0.8), isCorrected: true, spend: 0.2 },
    ...facts,
  });

/** What was observed each 15 s, with its memory. */
function follow(rules: ScalingPolicy, moments: readonly Seen[]): readonly Observation[] {
  const history: Observation[] = [];
  moments.forEach((seen, i) => {
    const now = observation({ at: instant(NOW + i * 15_000), ...seen });
    history.push(remember(rules, now, history.slice(-125)));
  });
  return history;
}

const correctionOf = (history: readonly Observation[]): Correction | undefined => history.at(-1)?.memory?.correction;

const minutesOf = (count: number, seen: Seen): readonly Seen[] => Array.from({ length: count * 4 }, () => seen);

/** As much to do as is planned: 400 requests a second for ten replicas of 50, at 80 %. */
const PLANNED: Seen = { demand: 400, asked: 10, burn: 0.2 };

describe("a capacity that is declared wrong", () => {
  const draw = chance(11);
  const load = drawnLoad((5 * DAY) / 300, 300, (at) => {
    const noise = 1 + 0.03 * (draw() + draw() + draw() - 1.5);
    return 700 * (1 - 0.6 * Math.cos((2 * Math.PI * at) / DAY)) * noise;
  });
  const play = (perReplica: number): Promise<OwnOutcome> =>
    playHeadroom({ ...arena(load), policy: correcting({ limits: { min: 2, max: 1000 } }, perReplica) });

  it.each([
    ["right", 50],
    ["30 % too high", 65],
    ["30 % too low", 50 / 1.3],
    ["at 70 % of what is true", 35],
  ])("%s spends 0.2 to 0.8 of the budget after three days, for the same hours", async (_name, perReplica) => {
    const right = await play(50);
    const found = await play(perReplica);
    const late = burnBetween(load, found, 3 * DAY_TICKS, load.ticks);
    expect(late).toBeGreaterThan(0.2);
    expect(late).toBeLessThan(0.8);
    const hours = (one: OwnOutcome): number => one.replicas.slice(3 * DAY_TICKS).reduce((sum, n) => sum + n, 0);
    expect(hours(found) / hours(right)).toBeGreaterThan(0.95);
    expect(hours(found) / hours(right)).toBeLessThan(1.05);
  });

  it("costs hundreds of budgets where the author says how much of it is planned with", async () => {
    const rules = correcting({ limits: { min: 2, max: 1000 } }, 65);
    const fixed = { ...rules, capacity: { ...rules.capacity, isCorrected: false } };
    expect((await playHeadroom({ ...arena(load), policy: fixed })).budgetSpent).toBeGreaterThan(50);
  });
});

describe("what more replicas do not help", () => {
  it("lowers the capacity by 13 % on trial, gives that back after ten minutes, and is left alone for six hours", () => {
    const rules = correcting();
    const history = follow(rules, [
      ...minutesOf(30, PLANNED),
      ...Array.from({ length: 4 * 60 }, (_, i): Seen => ({ ...PLANNED, asked: i < 28 ? 10 : 12, burn: 50 + i })),
    ]);
    const lowest = Math.min(...history.map(({ memory }) => memory?.correction?.factor ?? 1));
    expect(lowest).toBeLessThan(0.87);
    expect(lowest).toBeGreaterThan(0.85);
    const { factor, test, frozenUntil } = correctionOf(history) ?? {};
    expect(factor).toBeCloseTo(1, 2);
    expect(test).toBeUndefined();
    const lowered = history.findIndex(({ memory }) => memory?.correction?.test?.loweredAt !== undefined);
    expect(frozenUntil).toBe(NOW + lowered * 15_000 + 600_000 + 6 * 3_600_000);
  });

  it("keeps it where something is full, which says that load is what burns", () => {
    const rules = correcting({ saturation: { query: "busy", limit: ratio(0.85) } });
    const burning = minutesOf(60, { ...PLANNED, asked: 12, demand: 420, burn: 50, saturation: 0.9 });
    const history = follow(rules, [...minutesOf(30, { ...PLANNED, saturation: 0.5 }), ...burning]);
    expect(correctionOf(history)?.frozenUntil).toBeUndefined();
    expect(correctionOf(history)?.factor).toBeLessThan(0.88);
  });

  it("is never answered by less than half of what was said, nor by more than 1.6 times", () => {
    const full = { ...PLANNED, saturation: 0.9 };
    const rules = correcting({ saturation: { query: "busy", limit: ratio(0.85) } });
    const hot = follow(
      rules,
      Array.from({ length: 8000 }, (_, i): Seen => ({ ...full, asked: Math.round(10 * 1.02 ** (i / 12)), burn: 90 })),
    );
    for (const { memory } of hot) expect(memory?.correction?.factor).toBeGreaterThanOrEqual(0.5);
    const idle = follow(correcting(), minutesOf(60 * 24, { ...PLANNED, burn: 0 }));
    expect(correctionOf(idle)?.factor).toBeGreaterThan(1.03);
    for (const { memory } of idle) expect(memory?.correction?.factor).toBeLessThanOrEqual(1.6);
  });
});

describe("nothing is corrected", () => {
  const corrected = (seen: Seen, rules = correcting()): number | undefined =>
    correctionOf(follow(rules, [...minutesOf(5, PLANNED), ...minutesOf(12, { ...PLANNED, burn: 30, ...seen })]))
      ?.factor;

  it("but by a burn at planned load", () => {
    expect(corrected({})).toBeLessThan(0.9);
  });

  it.each<[string, Seen]>([
    ["while replicas start", { asked: 12, ready: 10 }],
    ["by a burn under little load", { demand: 200 }],
    ["by a burn under more load than is planned for: that is what came too late", { demand: 480 }],
    ["while a rollout is recent", { rollout: { startedAt: NOW, progress: "settled" } }],
    ["by what is too old", { age: 200 }],
  ])("%s", (_name, seen) => {
    expect(corrected(seen)).toBeCloseTo(1, 2);
  });

  it("by what five minutes remember of a burn that is over", () => {
    const falling = Array.from({ length: 40 }, (_, i): Seen => ({ ...PLANNED, burn: 30 * 0.9 ** i }));
    const history = follow(correcting(), [...minutesOf(5, PLANNED), ...falling]);
    expect(correctionOf(history)?.factor).toBeGreaterThan(0.97);
  });

  it("across a gap, or by a clock that was set back", () => {
    const rules = correcting();
    const past = follow(rules, minutesOf(10, PLANNED));
    const late = remember(rules, observation({ at: instant(NOW + DAY * 1000), ...PLANNED, burn: 90 }), past);
    // A day that nobody saw counts for a minute.
    expect(late.memory?.correction?.factor).toBeGreaterThan(0.97);
    const early = remember(rules, observation({ at: instant(NOW - DAY * 1000), ...PLANNED, burn: 90 }), past);
    expect(early.memory?.correction?.factor).toBe(1);
  });

  it("where the author says how much is planned with, or names no SLO", () => {
    expect(correctionOf(follow(policy(), minutesOf(1, PLANNED)))).toBeUndefined();
    expect(correctionOf(follow(correcting({ slos: [] }), minutesOf(1, PLANNED)))).toBeUndefined();
  });
});

it("a decision says that it plans with a corrected capacity", async () => {
  const rules = correcting();
  const rising = Array.from({ length: 24 }, (_, i): Seen => ({ ...PLANNED, burn: 30 + i }));
  const burning = follow(rules, [...minutesOf(5, PLANNED), ...rising]);
  const { estimates } = decide(await compilePolicy(rules), burning);
  expect(estimates[0]?.because).toMatch(
    /^400 requests a second at 35\.\d+ a replica \(80% of 44\.\d+, 0\.8\d+ times what was said of it\)$/,
  );
});

/** The burn between two ticks: bad requests over the budget for them. */
function burnBetween({ requests, ticks }: Load, { spent }: OwnOutcome, from: number, to: number): number {
  const all = requests[ticks] ?? 0;
  const then = (requests[to] ?? 0) - (requests[from] ?? 0);
  return (((spent[to - 1] ?? 0) - (spent[from - 1] ?? 0)) * all) / then;
}
