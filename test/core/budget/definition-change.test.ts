import { describe, expect, it } from "vitest";
import { changedFacts } from "../../../src/core/budget/definition-change.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { days, minutes } from "../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../fixtures/objectives.ts";

const month = (timezone: string) => ({ kind: "calendar", unit: "month", timezone }) as const;
const maintenance = (reason: string | undefined) => [
  { kind: "span", from: instant(0), to: instant(3_600_000), reason } as const,
];

describe("what a later definition of an objective changes", () => {
  it.each([
    ["a target", { target: ratio(0.9995) }, "target 99.9% → 99.95%"],
    ["a window", { window: { kind: "rolling", length: days(7) } }, "window 30d → 7d"],
    ["a window of the calendar", { window: month("UTC") }, "window 30d → month"],
    ["an indicator", { indicator: indicators.classic }, "what is measured"],
    ["labels that split it", { by: ["handler"] }, "the labels that split it"],
    ["an exclusion", { exclusions: maintenance("move") }, "what is excluded"],
    ["a source", { source: "long-term" }, "source default → long-term"],
    ["a delay", { delay: minutes(5) }, "delay none → 5m"],
    ["several", { target: ratio(0.99), indicator: indicators.good }, "target 99.9% → 99%, what is measured"],
  ] as const)("is said of %s", (_, facts, says) => {
    expect(changedFacts(objective(), objective(facts))).toBe(says);
  });

  it("is said of the time zone of the same calendar window", () => {
    const [before, after] = ["UTC", "Europe/Berlin"].map((zone) => objective({ window: month(zone) }));
    expect(before && after && changedFacts(before, after)).toBe("the time zone of its window");
  });

  it("is nothing where only words, owners and alerts are others", () => {
    const before = objective({ exclusions: maintenance("move") });
    const alerts = { ...before.alerts, minBadEvents: 7 };
    const after = objective({ exclusions: maintenance(undefined), description: "other", owner: "other", alerts });
    expect(changedFacts(before, after)).toBeUndefined();
  });
});
