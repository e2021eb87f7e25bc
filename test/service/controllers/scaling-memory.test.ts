import { setImmediate as answered } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Decision } from "../../../src/core/scaling/decision/decision.ts";
import { scalingLoop, SPEC } from "../../fixtures/scaling-loop.ts";
import { DecisionFiles } from "../../fixtures/decision-files.ts";

let files: DecisionFiles;
beforeEach(() => {
  files = new DecisionFiles();
});
afterEach(() => files.remove());

const DAY_MS = 86_400_000;

const FORECAST = `${SPEC}    forecast: {lead: 2m, days: 14}\n`;
const CORRECTED = SPEC.replace(", utilization: 0.8", "").replace(
  "    demand:",
  "    slos: [availability]\n    demand:",
);

const forecastIn = (decision: Decision | undefined): unknown =>
  decision?.estimates.find(({ estimator }) => estimator === "forecast");

describe("a forecast of the scaling controller", () => {
  it("reads the same time of earlier days, once in minutes, and raises before demand does", async () => {
    const loop = await scalingLoop({ text: FORECAST });
    const { answers, round, decisions } = loop;
    const begin = loop.now();
    // On every earlier day demand doubled five minutes after this time of it.
    answers.past = (at) => (DAY_MS - ((begin - at) % DAY_MS || DAY_MS) < 300_000 ? 900 : 1800);
    const of = () => decisions.signalOf("shop", "web")?.decision;
    await round();
    await answered();
    for (let i = 0; i < 10; i++) await round();
    // 165 s are over; within the next two minutes nothing comes yet.
    expect(forecastIn(of())).toMatchObject({ replicas: 0, because: "earlier days did not grow from this time on" });
    for (let i = 0; i < 8; i++) await round();
    // 285 s are over: of the minute that ends 105 s later all lies behind the step.
    expect(forecastIn(of())).toMatchObject({ kind: "replicas", replicas: (900 * 1.9) / 40 });
    expect(of()?.winner).toBe("forecast");
    const { ranges } = answers;
    expect(ranges.map(({ promql }) => promql)).toEqual(Array.from({ length: 5 }, () => "sum(rate(x_total[1m]))"));
    const daysBack = ranges.map(({ from }) => Math.round((begin - from) / DAY_MS));
    expect(daysBack).toEqual([1, 2, 3, 7, 14]);
    for (let i = 0; i < 30; i++) await round();
    expect(ranges).toHaveLength(10);
  });

  it("that cannot be asked for says so, is asked for again a minute later, and stops no decision", async () => {
    const { answers, round, decisions } = await scalingLoop({ text: FORECAST });
    answers.forgetful = true;
    for (let i = 0; i < 8; i++) {
      expect(await round()).toMatchObject({ kind: "replicas", replicas: 22.5 });
      await answered();
    }
    expect(forecastIn(decisions.signalOf("shop", "web")?.decision)).toMatchObject({
      replicas: 0,
      because: "no forecast: the demand of earlier days could not be asked for",
    });
    expect(answers.ranges).toHaveLength(2);
  });

  it("is not asked for where the policy has none", async () => {
    const { answers, round } = await scalingLoop();
    await round();
    expect(answers.ranges).toEqual([]);
  });
});

describe("a corrected capacity", () => {
  it("is told with each decision, and is known after a restart", async () => {
    const first = files.open({ file: files.file("decisions.db") });
    const before = await scalingLoop({ text: CORRECTED, store: first });
    before.answers.numbers["sum(rate(x_total[1m]))"] = [400];
    const factorOf = ({ decisions }: typeof before) =>
      decisions.signalOf("shop", "web")?.decision.observation.memory?.correction?.factor;
    for (let i = 0; i < 24; i++) {
      before.burnAt(20 + i);
      await before.round();
    }
    const factor = factorOf(before) ?? 1;
    expect(factor).toBeLessThan(0.95);
    first.close();
    const store = files.open({ file: files.file("decisions.db") });
    const later = await scalingLoop({ text: CORRECTED, store, startAt: 24 * 15 });
    later.answers.numbers["sum(rate(x_total[1m]))"] = [400];
    await later.round();
    expect(factorOf(later)).toBeCloseTo(factor, 2);
  });
});
