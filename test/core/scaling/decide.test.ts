import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScalingPolicy } from "../../../src/core/objective/scaling-policy.ts";
import type { Decision } from "../../../src/core/scaling/decision/decision.ts";
import { type Observation, ROLLOUT_PROGRESS } from "../../../src/core/scaling/decision/observation.ts";
import { isBurnOver } from "../../../src/core/scaling/decision/burn-over.ts";
import { compilePolicy, decide } from "../../../src/core/scaling/policy/decide.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { hours } from "../../../src/core/units/seconds.ts";
import { NOW, observation, policy, type Seen } from "../../fixtures/scaling.ts";

async function decided(facts: Partial<ScalingPolicy>, ...seen: readonly Seen[]): Promise<Decision> {
  return decide(await compilePolicy(policy(facts)), seen.map(observation));
}

const replicasOf = ({ result }: Decision): number | undefined =>
  result.kind === "replicas" ? result.replicas : undefined;

const secondsAgo = (seconds: number) => instant(NOW - seconds * 1000);

describe("a surge (example A)", () => {
  const boosting = { overload: { boostMax: 1.25, burnAbove: 6 } };

  it("is answered in one step by what demand needs", async () => {
    const decision = await decided({}, { demand: 900, burn: 30 });
    expect(decision).toMatchObject({ burn: { class: "overload" }, winner: "demand" });
    expect(replicasOf(decision)).toBe(22.5);
    expect(decision.result.because).toBe("900 requests a second at 40 a replica (80% of 50)");
  });

  it("is boosted where the author asks for that, and never while pods that were asked for are not ready", async () => {
    expect(replicasOf(await decided(boosting, { demand: 900, burn: 30 }))).toBe(28.125);
    expect(replicasOf(await decided(boosting, { demand: 900, burn: 30, asked: 12, ready: 10 }))).toBe(22.5);
  });

  it("goes down afterwards only when nothing burns", async () => {
    expect(replicasOf(await decided({}, { demand: 900, asked: 29, burn: 30 }))).toBe(29);
    expect(replicasOf(await decided({}, { demand: 900, asked: 29, burn: 1, isPaging: true }))).toBe(29);
    expect(replicasOf(await decided({}, { demand: 900, asked: 29, burn: 1 }))).toBe(22.5);
  });

  it("is not boosted any more after two raises that changed nothing", async () => {
    const story = [10, 10, 13, 13, 17, 17].map((asked, i) => ({
      at: secondsAgo((6 - i) * 60),
      demand: asked * 45,
      asked,
      burn: 30,
    }));
    expect(replicasOf(await decided(boosting, ...story.slice(0, 3), { demand: 585, asked: 13, burn: 30 }))).toBe(
      (585 / 40) * 1.25,
    );
    expect(replicasOf(await decided(boosting, ...story, { demand: 765, asked: 17, burn: 30 }))).toBe(765 / 40);
    expect(replicasOf(await decided(boosting, ...story, { demand: 765, asked: 17, burn: 10 }))).toBe((765 / 40) * 1.25);
  });
});

describe("a bad deploy (example B)", () => {
  const rollout = { startedAt: secondsAgo(180), progress: "settled" } as const;
  const saturating = { saturation: { query: "busy", limit: ratio(0.85) } };
  const before = { at: secondsAgo(240), demand: 400, asked: 10 };

  it("is not answered with replicas", async () => {
    const burnByVersion = { v1: 0, v2: 50 };
    const decision = await decided({}, before, { demand: 400, burn: 25, rollout, burnByVersion });
    expect(replicasOf(decision)).toBe(10);
    expect(decision.burn).toEqual({
      class: "change",
      because: "latency burns at 25x, and a rollout began 3m ago: v1 at 0x, v2 at 50x",
    });
  });

  it("may cost a quarter more, when it takes capacity", async () => {
    const decision = await decided(saturating, before, { demand: 400, burn: 25, saturation: 1.7, rollout });
    expect(replicasOf(decision)).toBe(12.5);
    expect(decision.verdicts.map(({ judge }) => judge)).toEqual(["capacity loss"]);
    // Raised once, it is not raised again on top of that.
    const later = await decided(saturating, before, { demand: 400, burn: 25, saturation: 1.7, asked: 13, rollout });
    expect(replicasOf(later)).toBe(13);
  });

  it("may cost no more before its burn is seen: what fills up shows first", async () => {
    const decision = await decided(saturating, before, { demand: 400, burn: 0.5, saturation: 1.7, rollout });
    expect(decision.burn.class).toBe("none");
    expect(decision.result).toEqual({
      kind: "replicas",
      replicas: 12.5,
      because: "held at 1.25 times the 10 replicas before the change: a rollout began 3m ago",
    });
    const longAgo = { startedAt: secondsAgo(1_260), progress: "settled" } as const;
    const later = await decided(saturating, before, { demand: 400, burn: 0.5, saturation: 1.7, rollout: longAgo });
    expect(replicasOf(later)).toBe(20);
  });

  it("does not keep a schedule from its floor", async () => {
    const cron = { cron: "0 0 * * *", timezone: "UTC", duration: hours(24), floor: 18 };
    const scheduled = { ...saturating, schedule: [cron] };
    const decision = await decided(scheduled, before, { demand: 400, burn: 25, saturation: 3, rollout });
    expect(replicasOf(decision)).toBe(18);
  });

  it("does not keep real load from being served", async () => {
    const decision = await decided(saturating, before, { demand: 900, burn: 25, saturation: 1.7, rollout });
    expect(replicasOf(decision)).toBe(22.5);
  });

  it("is recognised by a version that was not there before", async () => {
    const story = [
      { at: secondsAgo(240), versions: ["v1"], asked: 10 },
      { at: secondsAgo(225), versions: [], asked: 10 },
      { at: secondsAgo(210), versions: ["v1", "v2"], asked: 11 },
      { at: secondsAgo(15), versions: ["v1", "v2"], asked: 11 },
    ];
    const saturated = { demand: 400, burn: 25, saturation: 1.7, asked: 11 };
    const during = await decided(saturating, ...story, { ...saturated, versions: ["v1", "v2"] });
    expect(during.burn).toEqual({ class: "change", because: "latency burns at 25x, and a rollout began 3m 30s ago" });
    // The replicas before it count, not those that its surge has brought.
    expect(replicasOf(during)).toBe(12.5);
    expect((await decided(saturating, ...story, { ...saturated, versions: ["v2"] })).burn.class).toBe("change");
    // Rolled back: that is a change too.
    const back = [...story, { at: secondsAgo(10), versions: ["v2"] }, { at: secondsAgo(5), versions: ["v1"] }];
    expect((await decided(saturating, ...back, { ...saturated, versions: ["v1"] })).burn.because).toContain("5s ago");
  });

  it("holds what there is while it goes on, and not for as long as a canary lives", async () => {
    const calm = { demand: 80, asked: 10, versions: ["v1", "v2"] };
    const began = (ago: number) => [
      { at: secondsAgo(ago + 15), demand: 80, versions: ["v1"] },
      { at: secondsAgo(ago), demand: 80, versions: ["v1", "v2"] },
    ];
    expect(replicasOf(await decided({}, ...began(60), calm))).toBe(10);
    expect(replicasOf(await decided({}, ...began(60), { ...calm, versions: ["v2"] }))).toBe(3);
    expect(replicasOf(await decided({}, ...began(1500), calm))).toBe(3);
  });

  it("that is stuck is blamed for as long as it is, and keeps nothing that load does not ask for", async () => {
    const stuck = { startedAt: secondsAgo(7_200), progress: "stuck" } as const;
    expect((await decided({}, { burn: 25, rollout: stuck })).burn).toEqual({
      class: "change",
      because: "latency burns at 25x, and a rollout began 2h ago and is stuck",
    });
    expect(replicasOf(await decided({}, { demand: 80, rollout: stuck }))).toBe(3);
    const running = { ...stuck, progress: "running" } as const;
    expect(replicasOf(await decided({}, { demand: 80, rollout: running }))).toBe(10);
  });

  it("that the cluster tells is not taken for a second one when its version is seen a little later", async () => {
    const told = (progress: "running" | "settled", ago: number) => ({ startedAt: secondsAgo(ago), progress });
    const story = (ago: number) => [
      { at: secondsAgo(ago + 15), demand: 80, versions: ["v1"] },
      { at: secondsAgo(ago), demand: 80, versions: ["v1", "v2"] },
    ];
    const now = { demand: 80, versions: ["v1", "v2"] };
    // Both versions are still seen, but the cluster says that it is over.
    const same = await decided({}, ...story(60), { ...now, rollout: told("settled", 90) });
    expect(same.rollout).toEqual(told("settled", 90));
    expect(replicasOf(same)).toBe(3);
    // Long after the last one of this workload: another workload has brought a version.
    const canary = await decided({}, ...story(60), { ...now, rollout: told("settled", 7_200) });
    expect(canary.rollout).toEqual(told("running", 60));
    expect(replicasOf(canary)).toBe(10);
  });

  it("is one from its first second on", async () => {
    const now = { startedAt: NOW, progress: "running" } as const;
    expect((await decided({}, { burn: 25, rollout: now })).burn).toEqual({
      class: "change",
      because: "latency burns at 25x, and a rollout began 0s ago",
    });
  });

  it("is none when both versions burn alike, or long ago", async () => {
    const alike = { rollout, burnByVersion: { v1: 25, v2: 26 } };
    expect((await decided({}, { demand: 900, burn: 25, ...alike })).burn.class).toBe("overload");
    const old = { ...rollout, startedAt: secondsAgo(1500) };
    expect((await decided({}, { demand: 900, burn: 25, rollout: old })).burn.class).toBe("overload");
  });
});

describe("what is not known", () => {
  it("refuses when demand is missing or too old, and says so", async () => {
    const old = await decided({}, { age: 91 });
    expect(old.result).toEqual({ kind: "refused", because: "demand is 1m 31s old, expected at most 1m 30s" });
    expect((await decided({}, { age: 90 })).result.kind).toBe("replicas");
    const gone: Observation = { ...observation(), demand: { kind: "noData", reason: "unreachable" } };
    expect(decide(await compilePolicy(policy()), [gone]).result).toEqual({
      kind: "refused",
      because: "demand could not be asked for",
    });
  });

  it("of the workload itself refuses everything, with what keeps the cluster from telling", async () => {
    const clusterTrouble = "the Deployments of shop were not read yet";
    const decision = await decided({}, { demand: 400, clusterTrouble });
    expect(decision.result).toEqual({ kind: "refused", because: clusterTrouble });
    // What was estimated is shown all the same.
    expect(decision.estimates).toMatchObject([{ estimator: "demand", replicas: 10 }]);
  });

  it("is not decided by a schedule alone", async () => {
    const schedule = [{ cron: "0 11 * * *", timezone: "UTC", duration: hours(2), floor: 20 }];
    expect((await decided({ schedule }, { age: 200 })).result.kind).toBe("refused");
    expect(replicasOf(await decided({ schedule }, {}))).toBe(20);
  });

  it("takes nothing away, but may add", async () => {
    const saturating = { saturation: { query: "busy", limit: ratio(0.85) } };
    const compiled = await compilePolicy(policy(saturating));
    const half = (demand: number): Observation => ({
      ...observation({ demand }),
      saturation: { kind: "noData", reason: "stale" },
    });
    expect(replicasOf(decide(compiled, [half(200)]))).toBe(10);
    expect(replicasOf(decide(compiled, [half(900)]))).toBe(22.5);
  });

  it("raises during an incident even where nobody tells how many replicas there are, and lowers nothing", async () => {
    const compiled = await compilePolicy(policy());
    const seen = (demand: number, burn: number, ago: number): Observation => ({
      ...observation({ demand, burn, at: secondsAgo(ago) }),
      replicas: { kind: "noData", reason: "insufficient" },
    });
    expect(replicasOf(decide(compiled, [seen(400, 0, 30), seen(900, 30, 0)]))).toBe(22.5);
    expect(replicasOf(decide(compiled, [seen(900, 30, 30), seen(400, 30, 0)]))).toBe(22.5);
    expect(replicasOf(decide(compiled, [seen(900, 30, 30), seen(400, 0, 0)]))).toBe(10);
  });

  it("holds while the SLO is unknown, and not while it is idle", async () => {
    const compiled = await compilePolicy(policy());
    const burning = (reason: "no-traffic" | "stale"): Observation => {
      const now = observation({ demand: 0 });
      const none = { kind: "noData", reason } as const;
      return { ...now, slos: now.slos.map((slo) => ({ ...slo, burn: { ...slo.burn, "5m": none } })) };
    };
    expect(replicasOf(decide(compiled, [burning("stale")]))).toBe(10);
    expect(replicasOf(decide(compiled, [burning("no-traffic")]))).toBe(3);
  });
});

describe("a formula of the author's own", () => {
  it("stands in the place of demand and saturation, and the floor still holds", async () => {
    const schedule = [{ cron: "0 11 * * *", timezone: "UTC", duration: hours(2), floor: 5 }];
    const formula = "clamp(demand / capacity * 2, floor, 30) + (burn5m > 3 ? 1 : 0)";
    expect(replicasOf(await decided({ formula, schedule }, { demand: 400 }))).toBe(16);
    expect(replicasOf(await decided({ formula, schedule }, { demand: 400, burn: 4 }))).toBe(17);
    expect((await decided({ formula: "1 / 0 * demand" }, {})).result).toEqual({
      kind: "refused",
      because: "the formula yields Infinity, expected a number of replicas",
    });
  });

  it.each([
    ["1 / 0", "Infinity"],
    ["0 / 0", "NaN"],
    ["-demand", "-400"],
    ["log(0)", "-Infinity"],
    ["10 ^ 400", "Infinity"],
    ["sqrt(0 - demand)", "NaN"],
  ])("that yields no number of replicas refuses: %s", async (formula, shown) => {
    expect((await decided({ formula }, { demand: 400 })).result).toEqual({
      kind: "refused",
      because: `the formula yields ${shown}, expected a number of replicas`,
    });
  });

  it.each([
    ["floor(demand / 45) + floor", 8],
    ["max(floor, ceil(demand / 45))", 9],
    ["clamp(demand, floor, 12)", 12],
    ["demand > 300 ? sqrt(demand) : floor", 20],
    ["10 ^ 1", 10],
    ["max(demand, 1) / 400 * 10", 10],
  ])("may name %s, where floor is a function and a number", async (formula, replicas) => {
    expect(replicasOf(await decided({ formula }, { demand: 400, asked: 1 }))).toBe(replicas);
  });

  it("says what the estimators say when it is the usual one", async () => {
    const own = "max(demand/(capacity*utilization), replicas*saturation/saturationLimit, floor)";
    const saturation = { query: "busy", limit: ratio(0.85) };
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        async (demand, share, asked) => {
          const seen = { demand, saturation: share, asked };
          const [usual, written] = [
            await decided({ saturation }, seen),
            await decided({ saturation, formula: own }, seen),
          ];
          expect(replicasOf(written)).toBeCloseTo(replicasOf(usual) ?? Number.NaN, 9);
        },
      ),
    );
  });
});

describe("laws of decide", () => {
  const seen = fc.record({
    demand: fc.double({ min: 0, max: 1e6, noNaN: true }),
    saturation: fc.double({ min: 0, max: 10, noNaN: true }),
    asked: fc.integer({ min: 0, max: 100 }),
    ready: fc.integer({ min: 0, max: 100 }),
    burn: fc.double({ min: 0, max: 1000, noNaN: true }),
    isPaging: fc.boolean(),
    age: fc.integer({ min: 0, max: 200 }),
    rollout: fc.option(
      fc.record({
        startedAt: fc.integer({ min: 0, max: 3000 }).map(secondsAgo),
        progress: fc.constantFrom(...ROLLOUT_PROGRESS),
      }),
      { nil: undefined },
    ),
    burnByVersion: fc.dictionary(fc.constantFrom("v1", "v2"), fc.double({ min: 0, max: 100, noNaN: true })),
  });
  const histories = fc
    .array(seen, { minLength: 1, maxLength: 20 })
    .map((all) => all.map((one, i) => observation({ ...one, at: secondsAgo((all.length - 1 - i) * 15) })));
  const facts = fc.record({
    saturation: fc.constantFrom(undefined, { query: "busy", limit: ratio(0.85) }),
    overload: fc.record({ boostMax: fc.constantFrom(1, 1.25, 2), burnAbove: fc.constantFrom(1, 6) }),
    limits: fc.constantFrom({ min: 0, max: 5 }, { min: 3, max: 40 }, { min: 7, max: 7 }),
  });

  it("the limits hold, the numbers are numbers, and the same history decides the same", async () => {
    await fc.assert(
      fc.asyncProperty(facts, histories, async (given, history) => {
        const rules = policy(given);
        const decision = decide(await compilePolicy(rules), history);
        expect(decide(await compilePolicy(rules), structuredClone(history))).toEqual(decision);
        if (decision.result.kind === "replicas") {
          expect(decision.result.replicas).toBeGreaterThanOrEqual(given.limits.min);
          expect(decision.result.replicas).toBeLessThanOrEqual(given.limits.max);
        }
        expect(decision.result.because).not.toBe("");
      }),
    );
  });

  it("nothing is taken away within the limits while anything burns on, rolls out or is unknown", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const decision = decide(await compilePolicy(policy({ limits: { min: 0, max: 1000 } })), history);
        const now = history.at(-1);
        if (now?.replicas.kind !== "value" || decision.result.kind !== "replicas") return;
        const isCalm = decision.burn.class === "none" && now.rollout?.progress !== "running";
        const isPaging = now.slos.some((slo) => slo.isPaging);
        const isOver = decision.burn.class !== "change" && isBurnOver({ now, before: history.slice(0, -1) });
        if (isOver && now.rollout?.progress !== "running") return;
        if (!isCalm || isPaging) expect(decision.result.replicas).toBeGreaterThanOrEqual(now.replicas.value.asked);
      }),
    );
  });

  it("more demand never asks for fewer replicas", async () => {
    const compiled = await compilePolicy(policy());
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (one, other, asked) => {
          const [less, more] = [one, other]
            .toSorted((a, b) => a - b)
            .map((demand) => replicasOf(decide(compiled, [observation({ demand, asked })])));
          expect(more ?? 0).toBeGreaterThanOrEqual(less ?? 0);
        },
      ),
    );
  });
});
