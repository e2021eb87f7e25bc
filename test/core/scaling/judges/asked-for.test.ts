import { describe, expect, it } from "vitest";
import type { Estimate } from "../../../../src/core/scaling/decision/decision.ts";
import type { Observation } from "../../../../src/core/scaling/decision/observation.ts";
import { compilePolicy, decide } from "../../../../src/core/scaling/policy/decide.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { NOW, observation, policy, type Seen } from "../../../fixtures/scaling.ts";

async function decided(...seen: readonly Seen[]): Promise<Estimate> {
  return decide(await compilePolicy(policy()), seen.map(observation)).result;
}

async function replicasOf(...seen: readonly Seen[]): Promise<number | undefined> {
  const result = await decided(...seen);
  return result.kind === "replicas" ? result.replicas : undefined;
}

const secondsAgo = (seconds: number) => instant(NOW - seconds * 1000);

const versions = ["v1", "v2"];
const began: readonly Seen[] = [
  { at: secondsAgo(75), versions: ["v1"] },
  { at: secondsAgo(60), versions, asked: 13 },
];
/** Demand needs 2 of them. */
const adding: Seen = { demand: 80, asked: 13, versions };

describe("a rolling update of 10 pods that adds 3, counted by a query", () => {
  it("keeps those that were asked for: what adds pods would add more to what it is given", async () => {
    expect(await replicasOf(...began, adding)).toBe(10);
  });

  it("keeps no pod that is counted before its version is seen, since it has to start first", async () => {
    const starting = { at: secondsAgo(75), versions: ["v1"], asked: 13 };
    expect(await replicasOf({ at: secondsAgo(135), versions: ["v1"] }, starting, ...began.slice(1), adding)).toBe(10);
    // Long before the rollout 10 were enough, and 13 are what was asked for since.
    expect(await replicasOf({ at: secondsAgo(195), versions: ["v1"] }, starting, ...began.slice(1), adding)).toBe(13);
  });

  it("keeps what demand asked for meanwhile", async () => {
    const risen = { at: secondsAgo(30), versions, asked: 13, demand: 430 };
    expect(await replicasOf(...began, risen, adding)).toBe(11);
  });

  it("gives way to demand that needs more", async () => {
    expect(await replicasOf(...began, { ...adding, demand: 440 })).toBe(11);
    expect(await replicasOf(...began, { ...adding, demand: 600 })).toBe(15);
  });

  it("costs no replica where the new version burns, and is named though it pages", async () => {
    const burnByVersion = { v1: 0, v2: 50 };
    expect(await decided(...began, { ...adding, burn: 25, isPaging: true, burnByVersion })).toEqual({
      kind: "replicas",
      replicas: 10,
      because: "nothing is taken away: latency burns at 25x, and a rollout began 1m ago: v1 at 0x, v2 at 50x",
    });
  });

  it("keeps all of them while nobody knows what demand needs", async () => {
    const full = await compilePolicy(policy({ saturation: { query: "busy", limit: ratio(0.85) } }));
    const silent: Observation = {
      ...observation({ ...adding, saturation: 0.1 }),
      demand: { kind: "noData", reason: "stale" },
    };
    const seen = began.map((one) => observation({ ...one, saturation: 0.1 }));
    expect(decide(full, [...seen, silent]).result).toMatchObject({ kind: "replicas", replicas: 13 });
  });
});

describe("a rolling update that a cluster tells of", () => {
  it("keeps those that were asked for, as the cluster says", async () => {
    const rollout = { startedAt: secondsAgo(60), progress: "running" } as const;
    expect(await replicasOf(...began, { ...adding, rollout })).toBe(13);
    expect(await replicasOf(...began, { ...adding, ready: 12 })).toBe(13);
  });
});
