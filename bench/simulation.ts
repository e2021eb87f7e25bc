import type { Observation } from "../src/core/scaling/decision/observation.ts";
import { compilePolicy, decide } from "../src/core/scaling/policy/decide.ts";
import { remember } from "../src/core/scaling/policy/remember.ts";
import { type Arena, playHeadroom, playRival, withUtilization } from "../src/core/simulation/compare.ts";
import { parseRival } from "../src/core/simulation/contestants/parse-rival.ts";
import { instant } from "../src/core/units/instant.ts";
import { ratio } from "../src/core/units/ratio.ts";
import { minutes } from "../src/core/units/seconds.ts";
import { NOW, observation, policy } from "../test/fixtures/scaling.ts";
import { arena, drawnLoad } from "../test/fixtures/simulation.ts";
import { type Measurement, median } from "./measurement.ts";

const DAYS = 7;
const DAY_SECONDS = 86_400;
const RIVALS = ["cpu:60%", "cpu:70%", "rps:0.8", "kpa", "oracle"];
const SETTINGS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const RUNS = 5;
const STEPS = 500;

/** A replay of a week with steps up and down, and what a step costs that corrects a capacity and foretells demand. */
export async function measureSimulation(): Promise<readonly Measurement[]> {
  const load = drawnLoad((DAYS * DAY_SECONDS) / 60, 60, (at) => {
    const wave = 1 - 0.5 * Math.cos((2 * Math.PI * at) / DAY_SECONDS);
    return 600 * wave * (Math.floor(at / 14_400) % 2 === 0 ? 1 : 1.6);
  });
  const played = arena(load);
  const makers = RIVALS.map((name) => {
    const rival = parseRival(name);
    if (!rival.ok) throw new Error(rival.problem);
    return rival.make;
  });
  const all = await secondsOf(async () => {
    await playHeadroom(played);
    for (const make of makers) playRival(played, make);
  });
  const sweep = await secondsOf(async () => {
    for (const utilization of SETTINGS) await playHeadroom(withUtilization(played, utilization));
  });
  return [
    { name: "replay of 7 days, six policies", measured: all, unit: "s", goal: { atMost: 5 } },
    { name: "sweep of ten settings over 7 days", measured: sweep, unit: "s", goal: { atMost: 30 } },
    {
      name: "a decision with a forecast and a corrected capacity",
      measured: await stepMilliseconds(played),
      unit: "ms",
      goal: { atMost: 1 },
    },
  ];
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1000;
}

async function stepMilliseconds({ policy: usual }: Arena): Promise<number> {
  const rules = policy({
    ...usual,
    forecast: { lead: minutes(10), days: 14 },
    capacity: { kind: "fixed", perReplica: 50, utilization: ratio(0.8), isCorrected: true, spend: 0.2 },
  });
  const compiled = await compilePolicy(rules);
  const growths = [1, 2, 3, 7, 14].map((days) => ({ days, growth: 1.4 }));
  const history: Observation[] = [];
  const step = (i: number): void => {
    const at = instant(NOW + i * 15_000);
    const season = { kind: "value", value: growths, at } as const;
    history.push(remember(rules, { ...observation({ at, demand: 400 + (i % 40), burn: 0.2 }), season }, history));
    if (history.length > 140) history.shift();
    decide(compiled, history);
  };
  const took = Array.from({ length: RUNS }, (_, run) => {
    const before = performance.now();
    for (let i = 0; i < STEPS; i++) step(run * STEPS + i);
    return (performance.now() - before) / STEPS;
  });
  return median(took);
}
