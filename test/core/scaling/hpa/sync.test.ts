import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sync } from "../../../../src/core/scaling/hpa/sync.ts";
import { HPA_DEFAULTS, NEW_STATE } from "../../../../src/core/scaling/hpa/types.ts";
import { behavior, follow, hpa, ONE_EACH, transcript, value } from "../../../fixtures/hpa-transcript.ts";

const times = (count: number, units: number): readonly number[] => Array.from({ length: count }, () => units);

describe("the tolerance", () => {
  it("bears a tenth either way, and no thousandth more", () => {
    expect(follow(hpa(), 10, [11])).toEqual([10]);
    expect(follow(hpa(), 10, [11.001])).toEqual([12]);
    expect(follow(hpa(), 10, [9])).toEqual([10]);
  });

  it("is the manifest's own, each way, where it has one", () => {
    const strict = behavior({ up: { tolerance: 0 }, down: { tolerance: 0.25, windowSeconds: 0 } });
    expect(follow(hpa({ behavior: strict }), 10, [10.001, 8.5, 8.2])).toEqual([11, 11, 9]);
  });

  it("is the cluster's where the manifest has none", () => {
    expect(follow(hpa(), 10, [10.5], { tolerance: 0 })).toEqual([11]);
  });
});

describe("the way of a manifest without behavior", () => {
  it("doubles at most at each look, and reaches four at once", () => {
    expect(follow(hpa(), 1, [30, 30, 30, 30])).toEqual([4, 8, 16, 30]);
  });

  it("takes away what nobody asked for within five minutes", () => {
    // The first look remembers what it found, so 10 holds until 300 s are over, the look at 300 s included.
    expect(follow(hpa(), 10, times(22, 4))).toEqual([...times(21, 10), 4]);
  });

  it("holds at the most that was asked for meanwhile", () => {
    const asked = [4, 4, 7, ...times(19, 4)];
    expect(follow(hpa(), 10, asked).slice(20)).toEqual([10, 7]);
  });
});

describe("windows of a behavior", () => {
  it("down: the most of the window, the look at its very edge left out", () => {
    const calm = behavior({ down: { windowSeconds: 60 } });
    expect(follow(hpa({ behavior: calm }), 10, times(6, 4))).toEqual([10, 10, 10, 10, 4, 4]);
  });

  it("up: the least of the window", () => {
    const calm = behavior({ up: { windowSeconds: 30 } });
    expect(follow(hpa({ behavior: calm }), 10, [20, 20, 14, 20, 20])).toEqual([10, 10, 14, 14, 20]);
  });
});

describe("rates", () => {
  it("up by default: four pods or as many as there are, each 15 s, whichever is more", () => {
    expect(follow(hpa({ behavior: behavior({}) }), 2, times(5, 100))).toEqual([6, 12, 24, 48, 96]);
  });

  it("down by a tenth of what there was a minute ago, rounded down", () => {
    const slow = behavior({
      down: { windowSeconds: 0, policies: [{ kind: "percent", value: 10, periodSeconds: 60 }] },
    });
    // 23 * 0.9 = 20.7 and 20 * 0.9 = 18: within the minute the start of it counts.
    expect(follow(hpa({ behavior: slow }), 23, times(9, 5))).toEqual([20, 20, 20, 20, 18, 18, 18, 18, 16]);
  });

  it("a raise within the period counts against the next, and a cut for it", () => {
    const four = behavior({
      up: { policies: [{ kind: "pods", value: 4, periodSeconds: 60 }] },
      down: { windowSeconds: 0 },
    });
    expect(follow(hpa({ behavior: four }), 10, [40, 40, 40, 40, 40])).toEqual([14, 14, 14, 14, 18]);
    expect(follow(hpa({ behavior: four }), 10, [5, 40])).toEqual([5, 14]);
  });

  it("the lesser of two where the manifest says Min", () => {
    const policies = [
      { kind: "pods", value: 2, periodSeconds: 15 },
      { kind: "percent", value: 50, periodSeconds: 15 },
    ] as const;
    const least = behavior({ up: { select: "min", policies }, down: { select: "min", policies, windowSeconds: 0 } });
    expect(follow(hpa({ behavior: least }), 10, [100, 100])).toEqual([12, 14]);
    expect(follow(hpa({ behavior: least }), 10, [1, 1])).toEqual([8, 6]);
    const most = behavior({ down: { policies, windowSeconds: 0 } });
    expect(follow(hpa({ behavior: most }), 10, [1])).toEqual([5]);
  });

  it("none at all where the manifest says Disabled", () => {
    const up = behavior({ up: { select: "disabled" } });
    expect(follow(hpa({ behavior: up }), 10, [40])).toEqual([10]);
    const down = behavior({ down: { select: "disabled", windowSeconds: 0 } });
    expect(follow(hpa({ behavior: down }), 10, [1, 20])).toEqual([10, 20]);
  });
});

describe("limits", () => {
  it("are restored without a look at the metrics", () => {
    const spec = hpa({ limits: { min: 3, max: 8 } });
    expect(follow(spec, 20, [undefined])).toEqual([8]);
    expect(follow(spec, 1, [undefined])).toEqual([3]);
    expect(follow(spec, 5, [50])).toEqual([8]);
  });

  it("leave a workload alone that somebody has set to zero, and wake one that was put to sleep", () => {
    expect(follow(hpa({ limits: { min: 0, max: 8 } }), 0, [5])).toEqual([0]);
    const sleepy = hpa({ limits: { min: 0, max: 8 }, behavior: behavior({ down: { windowSeconds: 0 } }) });
    expect(follow(sleepy, 2, [0, 0, 3])).toEqual([0, 0, 3]);
  });
});

describe("several metrics", () => {
  const both = hpa({ metrics: [ONE_EACH, { kind: "averageValue", targetMilli: 2000 }] });

  it("ask for the most of them", () => {
    expect(transcript(both, 10, [[value(12), value(30)]])).toEqual([15]);
    expect(transcript(both, 10, [[value(12), value(10)]])).toEqual([12]);
  });

  it("may add when one fails, and take nothing away", () => {
    const quick = { ...both, behavior: behavior({ down: { windowSeconds: 0 } }) };
    expect(transcript(quick, 10, [[value(15), value(undefined)]])).toEqual([15]);
    expect(transcript(quick, 10, [[value(5), value(undefined)]])).toEqual([10]);
    expect(transcript(quick, 10, [[value(5), value(5)]])).toEqual([5]);
  });

  it("hold when all fail, and say so", () => {
    const seen = { atSeconds: 0, replicas: 10, statusReplicas: 10, readyReplicas: 10, readings: [value(undefined)] };
    expect(sync(hpa(), NEW_STATE, seen, HPA_DEFAULTS)).toMatchObject({ kind: "failed", replicas: 10 });
  });
});

describe("a target of type Value", () => {
  const ratio = hpa({ metrics: [{ kind: "value", targetMilli: 500 }], behavior: behavior({}) });

  it("multiplies the ready pods", () => {
    const seen = { atSeconds: 0, replicas: 10, statusReplicas: 10, readyReplicas: 8, readings: [value(1)] };
    expect(sync(ratio, NEW_STATE, seen, HPA_DEFAULTS).replicas).toBe(16);
  });

  it("runs away: what does not fall with replicas is multiplied again and again", () => {
    expect(follow(ratio, 3, [1, 1, 1, 1])).toEqual([6, 12, 24, 48]);
  });
});

describe("a rollout", () => {
  it("that adds pods for a while does not change what an average asks for", () => {
    const seen = { atSeconds: 0, replicas: 10, statusReplicas: 13, readyReplicas: 10, readings: [value(10)] };
    // 10 of 13 is beyond the tolerance: 10 are asked for, as before.
    expect(sync(hpa(), NEW_STATE, seen, HPA_DEFAULTS).replicas).toBe(10);
    // Within the tolerance the pods that a rollout has added for a while stay: the drift of long rollouts.
    const near = { ...seen, statusReplicas: 11 };
    expect(sync(hpa(), NEW_STATE, near, HPA_DEFAULTS).replicas).toBe(11);
  });
});

describe("any story", () => {
  const looks = fc.array(fc.option(fc.double({ min: 0, max: 300, noNaN: true }), { nil: undefined }), {
    minLength: 1,
    maxLength: 60,
  });
  const rules = fc.record({
    windowSeconds: fc.integer({ min: 0, max: 600 }),
    select: fc.constantFrom("max" as const, "min" as const, "disabled" as const),
    policies: fc.array(
      fc.record({
        kind: fc.constantFrom("pods" as const, "percent" as const),
        value: fc.integer({ min: 1, max: 200 }),
        periodSeconds: fc.integer({ min: 1, max: 300 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    tolerance: fc.option(fc.double({ min: 0, max: 0.5, noNaN: true }), { nil: undefined }),
  });
  const anyBehavior = fc.option(fc.record({ up: rules, down: rules }), { nil: undefined });

  it("stays within the limits, in whole replicas, and holds while nothing is known", () => {
    fc.assert(
      fc.property(anyBehavior, looks, fc.integer({ min: 1, max: 60 }), (some, units, start) => {
        const spec = hpa({ limits: { min: 2, max: 40 }, behavior: some });
        let before = start;
        follow(spec, start, units).forEach((replicas, i) => {
          expect(Number.isInteger(replicas) && replicas >= 2 && replicas <= 40).toBe(true);
          if (units[i] === undefined && before >= 2 && before <= 40) expect(replicas).toBe(before);
          before = replicas;
        });
      }),
    );
  });
});
