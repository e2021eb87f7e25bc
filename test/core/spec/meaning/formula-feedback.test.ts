import { describe, expect, it } from "vitest";
import { checkFormula } from "../../../../src/core/spec/meaning/formula.ts";

const faults = async (formula: string) =>
  (await checkFormula(formula, { backlog: true, saturation: true, slos: true })).map(({ code, from, to }) => ({
    code,
    name: formula.slice(from, to),
  }));

describe("a formula that moves the replicas there are by what users feel", () => {
  it.each([
    ["replicas * burn1h", "burn1h"],
    ["(1 + burn5m / 14.4) * replicas", "burn5m"],
    ["max(demand / capacity, ceil(replicas * latencyRatio))", "latencyRatio"],
    ["replicas * clamp(latencyRatio, 0.5, 2)", "latencyRatio"],
    ["min(replicas * burn1h, 40)", "burn1h"],
    ["min(replicas * burn1h, replicas + demand)", "burn1h"],
    ["replicas / budgetLeft", "budgetLeft"],
    ["replicas + burn6h", "burn6h"],
    ["replicas ^ burn30m", "burn30m"],
    ["burn1h > 6 ? replicas * 1.25 : demand / capacity", "burn1h"],
    ["burn1h > 6 ? max(floor, replicas + 1) : floor", "burn1h"],
    ["(replicas * saturation / saturationLimit + replicas) * burn1h", "burn1h"],
  ])("is refused: %s", async (formula, name) => {
    expect(await faults(formula)).toEqual([{ code: "formula-feedback", name }]);
  });

  it.each([
    "max(demand / (capacity * utilization), replicas * saturation / saturationLimit, floor)",
    "demand / capacity * clamp(burn1h, 1, 1.25)",
    "replicas * saturation / saturationLimit * clamp(burn1h, 1, 1.25)",
    "clamp(burn1h, 1, 1.25) * replicas * (saturation / saturationLimit)",
    "min(replicas * burn1h, 2 * demand / capacity)",
    "clamp(replicas * latencyRatio, floor, demand / capacity)",
    "burn1h > 6 ? max(replicas, demand / capacity) : demand / capacity",
    "burn1h > 6 ? replicas * saturation / saturationLimit : floor",
    "max(replicas, burn1h)",
    "replicas * 0.9",
  ])("is no other: %s", async (formula) => {
    expect(await faults(formula)).toEqual([]);
  });

  it("is told once everything else in it is right", async () => {
    expect(await faults("replicas * burn1h * dmand")).toEqual([{ code: "formula-name", name: "dmand" }]);
  });
});
