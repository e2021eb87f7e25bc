import { describe, expect, it } from "vitest";
import { scalingLoop, SPEC } from "../../fixtures/scaling-loop.ts";

describe("the scaling controller", () => {
  it("decides from what Prometheus says, and logs what changes, once", async () => {
    const { answers, round, lines } = await scalingLoop();
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 22.5 });
    await round();
    answers.numbers["sum(rate(x_total[1m]))"] = [901];
    await round();
    answers.numbers["sum(rate(x_total[1m]))"] = [1000];
    await round();
    expect(lines.map(({ msg, scaling, replicas }) => [msg, scaling, replicas])).toEqual([
      ["replicas decided", "shop/web", 23],
      ["replicas decided", "shop/web", 25],
    ]);
    expect(lines[0]).toMatchObject({
      because: "900 requests a second at 40 a replica (80% of 50)",
      winner: "demand",
      burn: "none",
    });
  });

  it("refuses once the samples behind a number are too old, however fresh the answer looks", async () => {
    const { round } = await scalingLoop();
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
    const { answers, round } = await scalingLoop();
    answers.numbers["sum(rate(x_total[1m]))"] = values;
    expect(await round()).toEqual({ kind: "refused", because });
  });

  it("refuses while Prometheus is down, asks nothing else of it, and goes on after", async () => {
    const { answers, round, lines } = await scalingLoop();
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
    const { answers, round, burnAt, decisions } = await scalingLoop({
      text: SPEC.replace("    demand:", "    slos: [availability]\n    demand:"),
    });
    const burnClass = () => decisions.signalOf("shop", "web")?.decision.burn;
    answers.versions = ["v1"];
    await round();
    burnAt(25);
    await round();
    expect(burnClass()).toMatchObject({ class: "overload" });
    answers.versions = ["v1", "v2"];
    await round();
    await round();
    expect(burnClass()).toEqual({
      class: "change",
      because: "availability burns at 25x, and a rollout began 15s ago",
    });
  });

  it("asks what two blocks need only once", async () => {
    const { answers, round } = await scalingLoop({
      text: `${SPEC}  - name: api
    target: Deployment/api
    demand: sum(rate(x_total[1m]))
    capacity: {perReplica: 100}
    limits: {min: 3, max: 40}
`,
    });
    await round();
    expect(answers.asked.filter((promql) => promql === "sum(rate(x_total[1m]))")).toHaveLength(1);
  });

  it("takes over a changed block at once, and forgets one that is gone", async () => {
    const { round, load, decisions } = await scalingLoop();
    await round();
    await load(SPEC.replace("max: 40", "max: 20"));
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 20 });
    await load(SPEC.slice(0, SPEC.indexOf("scaling:")));
    expect(await round()).toBeUndefined();
    expect(decisions.offered()).toEqual([]);
  });
});
