import { describe, expect, it } from "vitest";
import { sync } from "../../../../src/core/scaling/hpa/sync.ts";
import { HPA_DEFAULTS, NEW_STATE, type PodGroup } from "../../../../src/core/scaling/hpa/types.ts";
import { isUnready, type PodFacts } from "../../../../src/core/scaling/hpa/unready.ts";
import { behavior, hpa } from "../../../fixtures/hpa-transcript.ts";

const CPU = hpa({
  metrics: [{ kind: "utilization", targetPercent: 60 }],
  behavior: behavior({ down: { windowSeconds: 0 } }),
});

const pods = (count: number, percent: number | undefined, young = false): PodGroup => ({
  count,
  requestMilli: 1000,
  usageMilli: percent === undefined ? undefined : percent * 10,
  isUnready: young,
});

function asked(...groups: readonly PodGroup[]): number {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const readings = [{ kind: "pods", groups } as const];
  const seen = { atSeconds: 0, replicas: count, statusReplicas: count, readyReplicas: count, readings };
  return sync(CPU, NEW_STATE, seen, HPA_DEFAULTS).replicas;
}

describe("a target of utilisation", () => {
  it.each([
    ["within the tolerance, both ways", [pods(10, 66)], 10],
    ["beyond it upwards: 10 * 67 / 60 = 11.2", [pods(10, 67)], 12],
    ["downwards: 10 * 30 / 60", [pods(10, 30)], 5],
    ["a percent is cut off: 66.9 reads 66", [pods(10, 66.9)], 10],
    ["weighted by pods: (5 * 90 + 5 * 50) / 10 = 70", [pods(5, 90), pods(5, 50)], 12],
  ])("%s", (_story, groups, expected) => {
    expect(asked(...groups)).toBe(expected);
  });

  it("counts pods that start as idle on the way up, so that they are not asked for twice", () => {
    // 10 pods at 90 % ask for 15; with 5 of them on their way, 900 / 15 = 60 %: enough.
    expect(asked(pods(10, 90), pods(5, 20, true))).toBe(15);
    // At 100 % there are not enough of them: 1000 / 15 = 66 %, within the tolerance; 2 fewer on their way are not.
    expect(asked(pods(10, 100), pods(5, 0, true))).toBe(15);
    expect(asked(pods(10, 100), pods(3, 0, true))).toBe(17);
  });

  it("does not turn round for those that start", () => {
    expect(asked(pods(10, 67), pods(10, 0, true))).toBe(20);
  });

  it("leaves them out on the way down", () => {
    // 10 * 30 / 60 = 5, whatever the five young ones would say.
    expect(asked(pods(10, 30), pods(5, 100, true))).toBe(5);
  });

  it("takes pods without a usage for fully used on the way down, and for idle on the way up", () => {
    // (8 * 30 + 2 * 100) / 10 = 44 of 60: 8 replicas.
    expect(asked(pods(8, 30), pods(2, undefined))).toBe(8);
    // (8 * 90 + 0) / 10 = 72 of 60: 12 replicas.
    expect(asked(pods(8, 90), pods(2, undefined))).toBe(12);
  });

  it("fails while no pod says anything", () => {
    expect(asked(pods(10, undefined))).toBe(10);
    expect(asked(pods(10, 90, true))).toBe(10);
  });
});

describe("a pod's usage is not believed", () => {
  const pod: PodFacts = {
    startedAtSeconds: 0,
    isReady: true,
    changedAtSeconds: 50,
    sampledAtSeconds: 80,
    windowSeconds: 30,
  };
  it.each<readonly [string, Partial<PodFacts>, number, boolean]>([
    ["while it is pending", { startedAtSeconds: undefined }, 100, true],
    ["while it starts and is not ready", { isReady: false }, 100, true],
    ["before a whole window since it was ready", { sampledAtSeconds: 79 }, 100, true],
    ["no more after that", {}, 100, false],
    ["later on, unless it never was ready", { isReady: false, changedAtSeconds: 400 }, 500, false],
    ["later on, if it never was ready", { isReady: false, changedAtSeconds: 10 }, 500, true],
  ])("%s", (_story, facts, now, expected) => {
    expect(isUnready({ ...pod, ...facts }, now)).toBe(expected);
  });
});
