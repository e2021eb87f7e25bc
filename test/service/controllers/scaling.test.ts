import { describe, expect, it } from "vitest";
import type { Sighting } from "../../../src/service/mirror/workload-mirror.ts";
import { scalingLoop, SPEC } from "../../fixtures/scaling-loop.ts";

const setUp = (text = SPEC) => scalingLoop({ text });

const ofSlo = (): string => SPEC.replace("    demand:", "    slos: [availability]\n    demand:");

/** Without a query of its own for the replicas. */
const byCluster = (): string => SPEC.replace(/    replicas: .*\n/, "");

const BY_VERSION = "sum by (version) (rate(";

/** What the cluster tells of the workload, heard this moment unless said otherwise. */
const cluster = (seen: Partial<Extract<Sighting, { kind: "found" }>> = {}): Sighting => ({
  kind: "found",
  replicas: { asked: 12, ready: 10 },
  rollout: undefined,
  ageSeconds: 0,
  silence: "nothing was heard of the Deployments of default for 0s",
  ...seen,
});

describe("the scaling controller", () => {
  it("decides from what Prometheus says, and logs what changes, once", async () => {
    const { answers, round, lines } = await setUp();
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 22.5 });
    await round();
    answers.numbers["sum(rate(x_total[1m]))"] = [901];
    await round();
    answers.numbers["sum(rate(x_total[1m]))"] = [1000];
    await round();
    expect(lines.map(({ msg, scaling, replicas }) => [msg, scaling, replicas])).toEqual([
      ["replicas decided", "shop/web", 23],
      // 25 for what is there, and more for where the jump of one step leads.
      ["replicas decided", "shop/web", 27],
    ]);
    expect(lines[0]).toMatchObject({
      because: "900 requests a second at 40 a replica (80% of 50)",
      winner: "demand",
      burn: "none",
    });
  });

  it("decides on a number that the engine remarks on, and logs the remark once for as long as it stands", async () => {
    const { answers, round, lines } = await setUp();
    answers.remarks["sum(rate(x_total[1m]))"] = ["PromQL warning: a mix"];
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 22.5 });
    await round();
    answers.remarks = {};
    await round();
    answers.remarks["sum(rate(x_total[1m]))"] = ["PromQL warning: a mix"];
    await round();
    const told = lines.filter(({ msg }) => msg === "prometheus remarks on a query for scaling");
    expect(told.map(({ query, remark, source }) => [source, query, remark])).toEqual(
      Array.from({ length: 2 }, () => ["default", "sum(rate(x_total[1m]))", "PromQL warning: a mix"]),
    );
  });

  it("refuses once the samples behind a number are too old, however fresh the answer looks", async () => {
    const { round } = await setUp();
    await round();
    for (let i = 0; i < 6; i++) expect(await round({ stands: true })).toMatchObject({ kind: "replicas" });
    expect(await round({ stands: true })).toEqual({
      kind: "refused",
      because: "demand is 1m 45s old, expected at most 1m 30s",
    });
  });

  it.each([
    ["has no series", [], "demand was observed too little"],
    ["has several", [1, 2], "demand is no number that could be meant"],
    ["is no number", [Number.NaN], "demand is no number that could be meant"],
    ["is infinite", [Number.POSITIVE_INFINITY], "demand is no number that could be meant"],
    ["is negative", [-1], "demand is no number that could be meant"],
  ])("refuses when demand %s, and takes none of it for zero", async (_what, values, because) => {
    const { answers, round } = await setUp();
    answers.numbers["sum(rate(x_total[1m]))"] = values;
    expect(await round()).toEqual({ kind: "refused", because });
  });

  it("refuses while Prometheus is down, asks nothing else of it, and goes on after", async () => {
    const { answers, round, lines } = await setUp();
    await round();
    answers.down = true;
    const { length } = answers.asked;
    expect(await round()).toEqual({ kind: "refused", because: "demand could not be asked for" });
    expect(answers.asked).toHaveLength(length);
    answers.down = false;
    expect(await round()).toMatchObject({ kind: "replicas" });
    expect(lines.map(({ msg }) => msg)).toEqual(["replicas decided", "no replicas are decided on", "replicas decided"]);
  });

  it("blames a burn on a version that has just come, and on load where none has", async () => {
    const { answers, round, burnAt, decisions } = await setUp(ofSlo());
    const burnClass = () => decisions.signalOf("shop", "web")?.decision.burn;
    answers.versions = ["v1"];
    await round();
    burnAt(25);
    await round();
    expect(burnClass()).toMatchObject({ class: "overload" });
    answers.versions = ["v1", "v2"];
    answers.failing = { v2: 0.5 };
    await round();
    await round();
    expect(burnClass()).toEqual({
      class: "change",
      because: "availability burns at 25x, and a rollout began 15s ago: v1 at 0x, v2 at 50x",
    });
  });

  it("blames load while its versions burn alike", async () => {
    const { answers, round, burnAt, decisions } = await setUp(ofSlo());
    answers.versions = ["v1"];
    await round();
    answers.versions = ["v1", "v2"];
    answers.failing = { v1: 0.24, v2: 0.26 };
    burnAt(25);
    await round();
    expect(decisions.signalOf("shop", "web")?.decision).toMatchObject({
      burn: { class: "overload" },
      observation: { slos: [{ burnByVersion: { v1: expect.closeTo(24, 9), v2: expect.closeTo(26, 9) } }] },
    });
  });

  it("asks for the burn of versions while it matters alone", async () => {
    const { answers, round, burnAt, sees } = await setUp(ofSlo());
    const asked = () => answers.asked.filter((promql) => promql.includes(BY_VERSION));
    answers.versions = ["v1"];
    burnAt(25);
    await round();
    // One version, no rollout.
    expect(asked()).toEqual([]);
    sees(cluster({ rollout: { ageSeconds: 60, progress: "running" } }));
    await round();
    expect(asked()).toEqual([
      'sum by (version) (rate(x_total{code="500"}[5m])) / (sum by (version) (rate(x_total[5m])) > 0) or (sum by (version) (rate(x_total[5m])) > 0) * 0',
    ]);
    burnAt(3);
    answers.versions = ["v1", "v2"];
    await round();
    // Two versions and a rollout, but no burn that needs a reason.
    expect(asked()).toHaveLength(1);
  });

  it("asks what two blocks need only once", async () => {
    const { answers, round } = await setUp(
      `${SPEC}  - name: api
    target: Deployment/api
    demand: sum(rate(x_total[1m]))
    capacity: {perReplica: 100}
    limits: {min: 3, max: 40}
`,
    );
    await round();
    expect(answers.asked.filter((promql) => promql === "sum(rate(x_total[1m]))")).toHaveLength(1);
  });

  it("takes over a changed block at once, and forgets one that is gone", async () => {
    const { round, load, decisions } = await setUp();
    await round();
    await load(SPEC.replace("max: 40", "max: 20"));
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 20 });
    await load(SPEC.slice(0, SPEC.indexOf("scaling:")));
    expect(await round()).toBeUndefined();
    expect(decisions.offered()).toEqual([]);
  });
});

describe("a workload of a cluster", () => {
  it("is asked for by name, and has the replicas and the rollout that the cluster tells, at their age", async () => {
    const { round, sees, followed, decisions } = await setUp();
    sees(cluster({ ageSeconds: 4, rollout: { ageSeconds: 60, progress: "running" } }));
    expect(await round()).toMatchObject({ kind: "replicas" });
    expect(followed).toEqual([["web"]]);
    const { at, rollout, observation } = decisions.signalOf("shop", "web")?.decision ?? {};
    expect(observation?.replicas).toEqual({ kind: "value", value: { asked: 12, ready: 10 }, at: Number(at) - 4_000 });
    expect(rollout).toEqual({ startedAt: Number(at) - 60_000, progress: "running" });
  });

  it("asks Prometheus for no replicas that the cluster tells, and for all of them where it does not", async () => {
    const { answers, round, sees, decisions } = await setUp();
    const asked = () => answers.asked.filter((promql) => promql.startsWith("count(up"));
    sees(cluster());
    await round();
    expect(asked()).toEqual([]);
    for (const sighting of [
      { kind: "not followed" },
      { kind: "not read", because: "the Deployments of default were not read yet" },
      cluster({ ageSeconds: 91 }),
    ] as const) {
      sees(sighting);
      expect(await round()).toMatchObject({ kind: "replicas" });
      expect(decisions.signalOf("shop", "web")?.decision.observation.replicas).toMatchObject({ value: { ready: 10 } });
    }
  });

  it.each<[what: string, sighting: Sighting, because: string]>([
    [
      "was not read yet",
      { kind: "not read", because: "the Deployments of default were not read yet" },
      "the Deployments of default were not read yet",
    ],
    [
      "does not exist",
      { kind: "missing", because: "there is no Deployment web in namespace default", ageSeconds: 0, silence: "" },
      "there is no Deployment web in namespace default",
    ],
    [
      "was told of too long ago",
      cluster({ ageSeconds: 91, silence: "nothing was heard for 1m 31s: the cluster cannot be reached" }),
      "nothing was heard for 1m 31s: the cluster cannot be reached",
    ],
  ])("is not decided on while it %s, and it is said why", async (_what, sighting, because) => {
    const { round, sees, lines } = await setUp(byCluster());
    sees(sighting);
    expect(await round()).toEqual({ kind: "refused", because });
    expect(lines).toMatchObject([{ msg: "no replicas are decided on", because }]);
    sees(cluster());
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 22.5 });
  });

  it("that does not exist is not made right by a query that counts something else", async () => {
    const { round, sees } = await setUp();
    const because = "there is no Deployment web in namespace default";
    sees({ kind: "missing", because, ageSeconds: 0, silence: "" });
    expect(await round()).toEqual({ kind: "refused", because });
  });

  it("is decided on for as long as what was told is not too old", async () => {
    const { round, sees } = await setUp(byCluster());
    sees(cluster({ ageSeconds: 90 }));
    expect(await round()).toMatchObject({ kind: "replicas" });
  });
});
