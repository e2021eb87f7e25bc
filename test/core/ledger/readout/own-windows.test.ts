import { describe, expect, it } from "vitest";
import { type BurnWindow, burnWindowOf } from "../../../../src/core/objective/burn-window.ts";
import type { ObjectiveStatus } from "../../../../src/core/budget/status.ts";
import { faultyStatus } from "../../../../src/core/budget/without-numbers.ts";
import { burnRate } from "../../../../src/core/units/burn-rate.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { hours, minutes } from "../../../../src/core/units/seconds.ts";
import { counter, objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, START_MS } from "../driven-ledger.ts";

const [two, fifteen, twelveHours, dayAndHalf] = [minutes(2), minutes(15), hours(12), hours(36)].map(burnWindowOf);
if (two === undefined || fifteen === undefined || twelveHours === undefined || dayAndHalf === undefined)
  throw new Error("four windows");

const condition = (shortWindow: BurnWindow, longWindow: BurnWindow, severity: "page" | "ticket") => ({
  shortWindow,
  longWindow,
  above: burnRate(10),
  severity,
});

const usual = objective({
  slo: "usual",
  indicator: {
    kind: "events",
    total: [counter("requests_total", {}, {})],
    counted: { as: "bad", selectors: [counter("requests_total", { code: "500" }, {})] },
  },
});
const own = objective({
  ...usual,
  slo: "own",
  alerts: {
    ...usual.alerts,
    burn: [condition(two, fifteen, "page"), condition(twelveHours, dayAndHalf, "ticket")],
  },
});

const of = (statuses: readonly ObjectiveStatus[], slo: string): ObjectiveStatus["windows"] =>
  statuses.find((status) => status.objective.slo === slo)?.windows ?? [];

describe("the ledger of an SLO with burn windows of its own", () => {
  it("counts what is counted by hand over each of them, and nothing more for its neighbours", () => {
    const driven = new DrivenLedger([usual, own]);
    // 10 events a step; in the last 5 of 240 steps all are bad.
    let good = 0;
    let bad = 0;
    for (let step = 0; step < 240; step++) {
      if (step < 235) good += 10;
      else bad += 10;
      driven.stepWith([
        [{ __name__: "requests_total", code: "200" }, good],
        [{ __name__: "requests_total", code: "500" }, bad],
      ]);
    }
    const windows = of(driven.statuses, "own");
    const counted = windows.map(({ window, bad: found, total }) => [window, Math.round(found), Math.round(total)]);
    // Two minutes are 4 steps, fifteen are 30; two hours are all there is.
    expect(counted).toEqual(
      expect.arrayContaining([
        ["2m", 40, 40],
        ["15m", 50, 300],
      ]),
    );
    const whole = windows.find(({ window }) => window === "36h");
    expect([whole?.bad, whole?.burnRate.kind]).toEqual([50, "noData"]);
    expect(of(driven.statuses, "usual").map(({ window }) => window)).toEqual([
      "5m",
      "30m",
      "1h",
      "2h",
      "6h",
      "1d",
      "3d",
      "slo",
    ]);
    expect(driven.statuses.find((status) => status.objective.slo === "own")?.state).toBe("burning");
  });

  it("names them where it has no number at all", () => {
    const { windows } = faultyStatus({ objective: own, by: {}, at: instant(START_MS) }, new Error("planted"));
    expect(windows.map(({ window }) => window)).toEqual([
      "5m",
      "30m",
      "1h",
      "2h",
      "6h",
      "1d",
      "3d",
      "2m",
      "15m",
      "12h",
      "36h",
      "slo",
    ]);
  });
});
