import { describe, expect, it } from "vitest";
import { playHeadroom, playRival, playWritten, withUtilization } from "../../../src/core/simulation/compare.ts";
import { asItWas, replicasAt } from "../../../src/core/simulation/contestants/as-it-was.ts";
import { parseRival } from "../../../src/core/simulation/contestants/parse-rival.ts";
import type { Load } from "../../../src/core/simulation/model/load.ts";
import type { Outcome } from "../../../src/core/simulation/run.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { policy } from "../../fixtures/scaling.ts";
import { arena, BEGIN, chance, drawnLoad } from "../../fixtures/simulation.ts";

const HOUR = 3600;

function play(rival: string, load: Load): Outcome {
  const parsed = parseRival(rival);
  if (!parsed.ok) throw new Error(parsed.problem);
  return playRival(arena(load), parsed.make);
}

/** How many replicas there are `seconds` after the begin. */
const at = ({ replicas }: Outcome, seconds: number): number | undefined => replicas[seconds / 5];

describe("rivals", () => {
  it.each([
    ["cpuu:60%", "there is no rival cpuu:60%"],
    ["cpu", "cpu has no share of a replica's capacity behind its name"],
    ["cpu:0%", "cpu:0% has no share of a replica's capacity behind its name"],
    ["rps:1.5", "rps:1.5 has no share of a replica's capacity behind its name"],
    ["band:0.55-0.40", "band:0.55-0.40 is no band of latency, the lower bound first"],
  ])("named %s are none", (name, problem) => {
    expect(parseRival(name)).toEqual({
      ok: false,
      problem,
      remedy: "write one of cpu:60%, rps:0.8, kpa, oracle, band:0.40-0.55, lag:500",
    });
  });

  // 900 requests a second, as ever: 18 replicas would be full.
  it.each([
    ["cpu:60%", 30],
    ["cpu:90%", 20],
    ["rps:0.6", 30],
    ["rps:0.9", 20],
    ["kpa:0.6", 30],
    ["oracle:0.75", 24],
  ])("%s comes to %i at a steady load of 18 full replicas", (name, replicas) => {
    const { replicas: all } = play(
      name,
      drawnLoad(3, HOUR, () => 900),
    );
    // The tolerance of an autoscaler leaves it where it began, at a use of 60 %, unless it is further away than that.
    expect(all.at(-1)).toBe(name === "rps:0.9" || name === "cpu:90%" ? 20 : replicas);
  });

  it("the band stays where latency is within it", () => {
    const { replicas } = play(
      "band:0.40-0.55",
      drawnLoad(6, HOUR, () => 900),
    );
    const use = 18 / (replicas.at(-1) ?? 0);
    expect(use).toBeGreaterThan(0.75);
    expect(use).toBeLessThan(0.87);
  });

  it("begin with the replicas of before, where that is known", () => {
    const rival = asItWas({ times: [BEGIN - 60], replicas: [40] });
    // The rate of the first samples is too low, as that of a counter's first seconds is.
    const load = drawnLoad(240, 15, (_, i) => (i < 2 ? 90 : 1600));
    const replicasBefore = replicasAt({ times: [BEGIN - 60, BEGIN + 60], replicas: [40, 1] }, BEGIN);
    expect(playRival(arena(load, { replicasBefore }), rival).budgetSpent).toBeLessThan(0.7);
    expect(playRival(arena(load), rival).budgetSpent).toBeGreaterThan(1);
  });

  const step = drawnLoad(2 * 60, 60, (seconds) => (seconds <= HOUR ? 400 : 1600));

  it("the oracle has its replicas ready before demand comes", () => {
    const outcome = play("oracle", step);
    expect(outcome.budgetSpent).toBeLessThan(0.6);
    expect(at(outcome, HOUR)).toBe(40);
  });

  it("the others are late for a step, who sees fresher data less so", () => {
    const [kpa, cpu] = [play("kpa", step), play("cpu:70%", step)];
    expect(kpa.budgetSpent).toBeGreaterThan(1);
    expect(cpu.budgetSpent).toBeGreaterThan(kpa.budgetSpent);
  });

  it("Knative's panics in a flash crowd, and takes nothing away until it is over", () => {
    const crowd = drawnLoad(200, 15, (seconds) => (seconds > 600 && seconds < 660 ? 2000 : 100));
    const outcome = play("kpa", crowd);
    expect(outcome.maxReplicas).toBeGreaterThan(50);
    expect(at(outcome, 690)).toBe(outcome.maxReplicas);
    expect(outcome.replicas.at(-1)).toBeLessThan(10);
  });
});

describe("Headroom", () => {
  it("comes to what demand needs at the share that is meant, and stays there", async () => {
    const outcome = await playHeadroom(arena(drawnLoad(8, HOUR, () => 900)));
    expect(outcome).toMatchObject({ name: "headroom", maxReplicas: 30 });
    // 900 / 40 = 22.5 is less than 82 % of the 30 that it began with.
    expect(outcome.replicas.at(-1)).toBe(23);
    expect(outcome.turns.at(-1)?.because).toBe("900 requests a second at 40 a replica (80% of 50)");
  });

  it("holds what it has in a gap, and meets what comes after it", async () => {
    const load = drawnLoad(7 * 60, 60, (seconds) => (seconds < HOUR ? 900 : 300));
    load.unseen.fill(1, (1.5 * HOUR) / 5, (3 * HOUR) / 5);
    load.unseen.fill(1, (0.9 * HOUR) / 5, (1.4 * HOUR) / 5);
    const outcome = await playHeadroom(arena(load));
    expect(at(outcome, 1.3 * HOUR)).toBe(at(outcome, 0.9 * HOUR));
    expect(outcome.turns.map(({ because }) => because)).toContain("demand is stale");
    expect(outcome.replicas.at(-1)).toBeLessThan(12);
  });

  it("spends no more with more room", async () => {
    const random = chance(1);
    const noisy = drawnLoad(6 * 60, 60, (seconds) => 600 + 300 * Math.sin(seconds / HOUR) + 60 * random());
    const of = async (utilization: number) => playHeadroom(withUtilization(arena(noisy), utilization));
    const [wide, narrow] = [await of(0.5), await of(0.9)];
    expect(wide.budgetSpent).toBeLessThan(narrow.budgetSpent);
    expect(wide.replicaHours).toBeGreaterThan(narrow.replicaHours);
  });

  it.each([
    ["declared", {}],
    ["learned, of which the past is studied first", { kind: "learn", utilization: ratio(1), spend: 0.2 } as const],
  ])("is followed alike by a manifest that asks for its number; its capacity is %s", async (_how, facts) => {
    const load = drawnLoad(24 * 12, 300, (seconds) => 500 + 400 * Math.sin(seconds / HOUR));
    const plain = arena(load);
    const known = { ...plain, policy: policy({ ...plain.policy, capacity: { ...plain.policy.capacity, ...facts } }) };
    const { limits } = plain.service;
    const required = { name: "required", follows: "required", target: { kind: "averageValue", amount: 1 } } as const;
    const autoscaler = { name: "HorizontalPodAutoscaler/checkout", limits, behavior: undefined };
    const past = parseRival("rps:0.9");
    if (!past.ok) throw new Error(past.problem);
    const [own, read] = [
      await playHeadroom(known, past.make),
      await playWritten(known, { ...autoscaler, metrics: [{ ...required, overSeconds: 0 }] }, past.make),
    ];
    expect(own.maxReplicas).toBeGreaterThan(15);
    expect([read.replicas, read.budgetSpent]).toEqual([own.replicas, own.budgetSpent]);
  });

  it("does the same each time", async () => {
    const load = drawnLoad(120, 60, (seconds) => 500 + 400 * Math.sin(seconds / 1800));
    expect(await playHeadroom(arena(load))).toEqual(await playHeadroom(arena(load)));
  });
});
