import { describe, expect, it } from "vitest";
import type { ScalingPolicy } from "../../../../src/core/objective/scaling-policy.ts";
import type { Decision } from "../../../../src/core/scaling/decision/decision.ts";
import { isBurnOver } from "../../../../src/core/scaling/decision/burn-over.ts";
import { compilePolicy, decide } from "../../../../src/core/scaling/policy/decide.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { NOW, observation, policy, type Seen } from "../../../fixtures/scaling.ts";

/** Observations 15 s apart, the last one now. */
const story = (seen: readonly Seen[]) =>
  seen.map((one, i) => observation({ ...one, at: instant(NOW - (seen.length - 1 - i) * 15_000) }));

async function decided(seen: readonly Seen[], facts: Partial<ScalingPolicy> = {}): Promise<Decision> {
  return decide(await compilePolicy(policy(facts)), story(seen));
}

const replicasOf = ({ result }: Decision): number | undefined =>
  result.kind === "replicas" ? result.replicas : undefined;

describe("a burn", () => {
  /** What five minutes say at each step. */
  const isOver = (...burns: readonly number[]): boolean => {
    const history = story(burns.map((burn) => ({ burn })));
    const now = history.at(-1);
    if (now === undefined) throw new Error("nothing was seen");
    return isBurnOver({ now, before: history.slice(0, -1) });
  };
  const flat = (count: number, burn: number): readonly number[] => Array.from({ length: count }, () => burn);

  it.each([
    ["goes on while five minutes rise", [0, 0, 20, 40, 60, 80], false],
    ["is over once they have stood still for a minute, and it began within them", [0, 0, 20, 40, 40, 40, 40, 40], true],
    ["goes on when it has stood still for longer than they are", flat(30, 40), false],
    ["is over once they fall", [...flat(30, 40), 38, 36, 34, 32], true],
    ["is not known to be over from one look", [40], false],
    ["goes on for ever at a low rate, too", flat(30, 5), false],
    ["is over where nothing burns", flat(10, 0), true],
  ])("%s", (_story, burns, expected) => {
    expect(isOver(...burns)).toBe(expected);
  });

  /** Five minutes as the ledger knows them every 30 s, by what each of its steps adds to them. */
  const remembered = (steps: readonly number[], seconds: number): readonly number[] =>
    Array.from({ length: seconds / 15 }, (_, i) => {
      const known = Math.floor(i / 2);
      return steps.slice(Math.max(0, known - 10), known).reduce((sum, burn) => sum + burn, 0);
    });

  it("that was short stays over until five minutes fall, which is seen a little late", () => {
    const short = [1.2, 60, 60];
    for (let at = 180; at <= 600; at += 15) expect(isOver(0, ...remembered(short, at)), `${at} s`).toBe(true);
  });

  it("that goes on is over at no moment, though five minutes stand still once it has filled them", () => {
    for (let at = 90; at <= 600; at += 15) expect(isOver(0, ...remembered(flat(90, 20), at)), `${at} s`).toBe(false);
  });

  it("that is over keeps nothing, whatever five minutes still say", async () => {
    const surge = [0, 0, 20, 40, 60, 60, 60, 60, 60].map((burn, i) => ({ burn, demand: 400, asked: i < 4 ? 10 : 25 }));
    expect(replicasOf(await decided(surge))).toBe(10);
    expect(replicasOf(await decided(surge.slice(0, -2)))).toBe(25);
  });

  it("that a rollout is blamed for keeps what there is, as ever", async () => {
    const rollout = { startedAt: instant(NOW - 180_000), progress: "settled" } as const;
    const bad = [0, 0, 20, 40, 60, 60, 60, 60, 60].map((burn) => ({ burn, demand: 400, asked: 25, rollout }));
    expect(replicasOf(await decided(bad))).toBe(25);
  });
});

describe("turns", () => {
  /** Replicas that go up and down, and a demand that now asks for fewer. */
  const swings = (asked: readonly number[]): readonly Seen[] => asked.map((one) => ({ demand: 300, asked: one }));
  const repeat = (times: number, ...values: readonly number[]): readonly number[] =>
    Array.from({ length: times }, () => values).flat();

  it("that are several keep what the last six minutes asked for", async () => {
    const waves = repeat(3, ...repeat(4, 10), ...repeat(4, 14)).map((asked) => ({
      asked,
      demand: asked === 10 ? 300 : 440,
    }));
    const calm = repeat(16, 14).map((asked) => ({ asked, demand: 300 }));
    expect((await decided([...waves, ...calm])).result).toEqual({
      kind: "replicas",
      replicas: 440 / 40,
      because: "what the last 6m asked for is kept: demand swings, 4 turns within 30m",
    });
    // After six minutes the last wave is over.
    expect(replicasOf(await decided([...waves, ...calm, ...calm]))).toBe(7.5);
  });

  it("that are few, or were long ago, keep nothing", async () => {
    expect(replicasOf(await decided(swings([10, 10, 14, 14])))).toBe(7.5);
    const rested = [...swings(repeat(3, 10, 14)).map((one) => ({ ...one, demand: 520 })), ...swings(repeat(45, 14))];
    expect(replicasOf(await decided(rested))).toBe(7.5);
  });
});

describe("a dip", () => {
  const steps = (count: number, one: Seen): readonly Seen[] => Array.from({ length: count }, () => one);
  const before = steps(40, { asked: 10, demand: 400 });
  const dip = (count: number): readonly Seen[] => steps(count, { asked: 10, demand: 200 });

  it("of a demand that was at rest takes nothing away for three and a half minutes", async () => {
    expect((await decided([...before, ...dip(10)])).result).toEqual({
      kind: "replicas",
      replicas: 10,
      because: "what the last 3m 30s asked for is kept: demand was at rest, and may be back at once",
    });
    expect(replicasOf(await decided([...before, ...dip(15)]))).toBe(5);
  });

  it("is none where a surge is over", async () => {
    const surge = [...steps(40, { asked: 5, demand: 200 }), ...before, ...dip(10)];
    expect(replicasOf(await decided(surge))).toBeLessThan(7);
  });
});

describe("the dead band", () => {
  it.each([
    ["down: 82 % of what there is stays", 328, 10, 0.1, 10],
    ["down: clearly less goes", 327.9, 10, 0.1, 8.1975],
    ["up: 3 % more moves nothing, as it moves no autoscaler", 412, 10, 0.1, 10],
    ["up: more than that is put beyond what the autoscaler lets pass", 420, 10, 0.1, 11.001],
    ["up: beyond the tolerance the need is said as it is", 444, 10, 0.1, 11.1],
    ["up: without a tolerance every need is", 404, 10, 0, 10.1],
    ["small workloads: a fourth replica is asked for", 125, 3, 0.1, 3.301],
  ])("%s", async (_story, demand, asked, tolerance, expected) => {
    const decision = await decided([{ demand, asked }], { tolerance: ratio(tolerance) });
    expect(replicasOf(decision)).toBeCloseTo(expected, 9);
  });

  it("down: at rest 8 % less goes once it was for ten minutes, and later where demand wanders", async () => {
    const steps = (count: number, demand: (i: number) => number): readonly Seen[] =>
      Array.from({ length: count }, (_, i) => ({ asked: 10, demand: demand(i) }));
    const fallen = (minutes: number, least: number): readonly Seen[] => [
      ...steps(120 - minutes * 4, (i) => 400 - ((400 - least) * i) / (120 - minutes * 4)),
      ...steps(minutes * 4, () => least),
    ];
    expect(replicasOf(await decided(fallen(12, 367)))).toBe(9.175);
    expect(replicasOf(await decided(fallen(6, 367)))).toBe(10);
    const wandering = (share: number, level: number): readonly Seen[] =>
      steps(120, (i) => level * (1 + share * Math.sin((2 * Math.PI * i) / 40)));
    expect(replicasOf(await decided(wandering(0, 360)))).toBe(9);
    expect(replicasOf(await decided(wandering(0.06, 350)))).toBe(10);
    expect(replicasOf(await decided(wandering(0.06, 310)))).toBeLessThan(8);
  });

  it("down: for half an hour after a rise only 18 % less is clearly less", async () => {
    const risen = (demand: number, count: number): readonly Seen[] => [
      { asked: 8, demand },
      ...Array.from({ length: count }, () => ({ asked: 10, demand })),
    ];
    expect(replicasOf(await decided(risen(330, 20)))).toBe(10);
    expect(replicasOf(await decided(risen(327, 20)))).toBe(8.175);
    expect(replicasOf(await decided(risen(330, 122)))).toBe(8.25);
  });

  it("up: what a bad deploy is admitted is not exceeded for the autoscaler's sake, and what load needs is asked for", async () => {
    const rollout = { startedAt: instant(NOW - 20_000), progress: "settled" } as const;
    const full = { saturation: 1, rollout };
    const facts = { saturation: { query: "max(pool)", limit: ratio(0.85) } };
    const deployed = (demand: number) => [{ asked: 10 }, { asked: 10 }, { ...full, demand, asked: 12 }];
    expect(replicasOf(await decided(deployed(400), facts))).toBe(12.5);
    expect(replicasOf(await decided(deployed(510), facts))).toBeCloseTo(13.201, 9);
  });

  it("up: for half an hour after a fall only 7 % more is clearly more", async () => {
    const steps = (count: number, one: Seen): readonly Seen[] => Array.from({ length: count }, () => one);
    const fallen = (demand: number, count: number): readonly Seen[] => [
      ...steps(20, { asked: 12, demand }),
      ...steps(count, { asked: 10, demand }),
    ];
    expect(replicasOf(await decided(fallen(424, 20)))).toBe(10.6);
    expect(replicasOf(await decided(fallen(432, 20)))).toBeCloseTo(11.001, 9);
    expect(replicasOf(await decided(fallen(424, 122)))).toBeCloseTo(11.001, 9);
  });

  it("says why", async () => {
    expect((await decided([{ demand: 420, asked: 10 }])).result.because).toBe(
      "10.5 replicas are needed, and less than 10% more moves no autoscaler",
    );
  });
});
