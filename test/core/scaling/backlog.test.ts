import { describe, expect, it } from "vitest";
import type { Backlog, ScalingPolicy } from "../../../src/core/objective/scaling-policy.ts";
import type { Reading } from "../../../src/core/objective/reading.ts";
import type { Decision } from "../../../src/core/scaling/decision/decision.ts";
import { compilePolicy, decide } from "../../../src/core/scaling/policy/decide.ts";
import { playHeadroom, playRival } from "../../../src/core/simulation/compare.ts";
import { parseRival } from "../../../src/core/simulation/contestants/parse-rival.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { minutes } from "../../../src/core/units/seconds.ts";
import { NOW, observation, policy, type Seen } from "../../fixtures/scaling.ts";
import { SimulatedWorkload } from "../../../src/core/simulation/model/workload.ts";
import { arena, drawnLoad, SERVICE } from "../../fixtures/simulation.ts";

const BACKLOG: Backlog = { query: "sum(orders_waiting)", drainWithin: minutes(5), partitions: undefined };

interface SeenQueue extends Seen {
  readonly backlog?: number | Reading<number>;
  readonly partitions?: number | Reading<number>;
}

const read = (value: number | Reading<number> | undefined): Reading<number> | undefined =>
  typeof value === "number" ? { kind: "value", value, at: NOW } : value;

async function decided(
  { backlog, partitions, ...seen }: SeenQueue,
  facts: Partial<ScalingPolicy> = {},
): Promise<Decision> {
  const rules = policy({ backlog: BACKLOG, ...facts });
  return decide(await compilePolicy(rules), [
    { ...observation(seen), backlog: read(backlog), partitions: read(partitions) },
  ]);
}

const estimateIn = ({ estimates }: Decision) => estimates.find(({ estimator }) => estimator === "backlog");

describe("a backlog", () => {
  it("asks for what serves those that come and drains those that wait in time", async () => {
    // 400 a second come, 30,000 within five minutes are 100 a second; a replica does 40 of 50.
    const found = await decided({ demand: 400, backlog: 30_000 });
    expect(found.result).toEqual({
      kind: "replicas",
      replicas: 12.5,
      because: "30000 wait, 100 a second for 5m, on top of 400 that come, at 40 a replica",
    });
    expect(found.winner).toBe("backlog");
  });

  it("asks for what demand does where nothing waits", async () => {
    expect((await decided({ demand: 400, backlog: 0 })).result).toMatchObject({ replicas: 10 });
  });

  it.each<[string, number | Reading<number>, string]>([
    ["whose exporter is gone", { kind: "noData", reason: "insufficient" }, "the backlog was observed too little"],
    [
      "that is too old",
      { kind: "value", value: 5, at: instant(NOW - 600_000) },
      "the backlog is 10m old, expected at most 1m 30s",
    ],
    ["that is negative", -1, "the backlog is -1, expected 0 or more"],
    ["that is no number", Number.NaN, "the backlog is NaN, expected 0 or more"],
  ])("%s takes nothing away, and lets demand raise", async (_what, backlog, because) => {
    const fewer = await decided({ demand: 100, asked: 10, backlog });
    expect(estimateIn(fewer)).toEqual({ estimator: "backlog", kind: "refused", because });
    expect(fewer.result).toEqual({ kind: "replicas", replicas: 10, because: `nothing is taken away: ${because}` });
    expect((await decided({ demand: 800, asked: 10, backlog })).result).toMatchObject({ replicas: 20 });
  });

  it("says nothing without demand, on top of which it comes", async () => {
    const found = await decided({ demand: 400, backlog: 30_000, age: 600 });
    expect(estimateIn(found)).toMatchObject({ kind: "refused" });
    expect(found.result.kind).toBe("refused");
  });

  it("may stand in a formula with the time that it is to be drained in", async () => {
    const found = await decided({ demand: 400, backlog: 30_000 }, { formula: "(demand + backlog / drainWithin) / 25" });
    expect(found.result).toMatchObject({ replicas: 20 });
    const without = await decided({ demand: 400 }, { formula: "backlog / drainWithin", backlog: undefined });
    expect(without.result).toMatchObject({ kind: "refused", because: "there is no backlog, which the formula names" });
  });
});

describe("partitions", () => {
  it("bound the replicas, whoever asks for more, and say so", async () => {
    const found = await decided({ demand: 800, backlog: 60_000, partitions: 12 });
    expect(found.result).toEqual({
      kind: "replicas",
      replicas: 12,
      because: "25 replicas, but there are 12 partitions: more have nothing to read",
    });
  });

  it.each<[string, number | Reading<number>]>([
    ["that are not known", { kind: "noData", reason: "unreachable" }],
    ["that are too old", { kind: "value", value: 2, at: instant(NOW - 600_000) }],
    ["of which there are none", 0],
  ])("%s take nothing away", async (_what, partitions) => {
    expect((await decided({ demand: 800, partitions, backlog: 0 })).result).toMatchObject({ replicas: 20 });
  });

  it("never go below the author's least", async () => {
    expect((await decided({ demand: 800, partitions: 2, backlog: 0 })).result).toMatchObject({ replicas: 3 });
  });
});

describe("workers of a queue, replayed", () => {
  // 1,000 jobs a second, and ten minutes of 4,000 in the middle of two hours.
  const load = drawnLoad(121, 60, (at) => (at > 3600 && at <= 4200 ? 4000 : 1000));
  const queue = arena(load, { drainWithinSeconds: 300 });

  it("are drained in time by Headroom, and late by those who let 20,000 wait for each", async () => {
    const own = await playHeadroom({ ...queue, policy: { ...queue.policy, backlog: BACKLOG } });
    expect(own.budgetSpent).toBe(0);
    const parsed = parseRival("lag:20000");
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(playRival(queue, parsed.make).budgetSpent).toBeGreaterThan(10);
  });

  it("lose nothing: what waits at last is what came and was not done", async () => {
    const still = drawnLoad(61, 60, (at) => (at < 1800 ? 3000 : 0));
    const facts = { limits: { min: 20, max: 20 }, drainWithinSeconds: 300 };
    const fixed = arena(still, facts);
    const own = await playHeadroom({ ...fixed, policy: { ...fixed.policy, limits: facts.limits, backlog: BACKLOG } });
    // 20 replicas do 1,000 of 3,000 a second: the first that waits for five minutes came after 150 s, and is late at 450.
    const late = own.spent.findIndex((spent) => spent > 0) * 5;
    expect(late).toBeGreaterThan(440);
    expect(late).toBeLessThan(460);
  });

  it("beyond the partitions take nothing: what waits is served as if they were not there", async () => {
    // 1,000 a second are what 20 replicas can do; 12 of 40 have work.
    const busy = drawnLoad(31, 60, () => 1000);
    const facts = { limits: { min: 40, max: 40 }, drainWithinSeconds: 300 };
    const workload = new SimulatedWorkload(busy, { ...SERVICE, ...facts, partitions: 12 }, 40);
    while (workload.tick < busy.ticks) workload.serve();
    expect(workload.waiting(0)).toBeCloseTo(busy.ticks * 5 * (1000 - 12 * 50), 3);
    // Each of the 12 has all to do that it can; the mean of all 40 does not show it.
    expect(workload.use(60, 0)).toBeCloseTo(12 / 40, 6);
    // More than there are partitions change nothing, and fewer are what they are.
    const spent = [10, 12, 13, 40].map((replicas) => {
      const one = new SimulatedWorkload(busy, { ...SERVICE, ...facts, partitions: 12 }, replicas);
      while (one.tick < busy.ticks) one.serve();
      return one.budgetSpent;
    });
    expect(spent[0]).toBeGreaterThan(spent[1] ?? 0);
    expect(spent[2]).toBe(spent[1]);
    expect(spent[3]).toBe(spent[1]);
  });

  it("are never more than partitions where the block asks for their number", async () => {
    const facts = { drainWithinSeconds: 300, partitions: 40 };
    const backlog = { ...BACKLOG, partitions: "max(partitions)" };
    const own = await playHeadroom({ ...arena(load, facts), policy: { ...queue.policy, backlog } });
    expect(own.maxReplicas).toBe(40);
    expect(own.turns.map(({ because }) => because)).toContainEqual(
      expect.stringMatching(/^\d\d(?:\.\d+)? replicas, but there are 40 partitions: more have nothing to read$/),
    );
    // Who does not ask has more of them, and drains nothing sooner.
    const unasked = await playHeadroom({ ...arena(load, facts), policy: { ...queue.policy, backlog: BACKLOG } });
    expect(unasked.maxReplicas).toBeGreaterThan(60);
    expect(unasked.budgetSpent).toBeGreaterThanOrEqual(own.budgetSpent);
    expect(unasked.replicaHours).toBeGreaterThan(1.1 * own.replicaHours);
  });

  it.each(["lag", "lag:", "lag:0", "lag:x"])("%s is no rival", (name) => {
    expect(parseRival(name)).toEqual({
      ok: false,
      problem: `${name} does not say how many wait for each replica`,
      remedy: "write lag:500",
    });
  });
});
