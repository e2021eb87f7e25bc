import { describe, expect, it } from "vitest";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import { after, instant } from "../../../src/core/units/instant.ts";
import { minutes, seconds, type Seconds } from "../../../src/core/units/seconds.ts";
import type { StatusReader } from "../../../src/service/control/status-reader.ts";
import { sparklineOf } from "../../../src/service/http/sparklines.ts";
import { objective } from "../../fixtures/objectives.ts";
import { NOON, status } from "../../fixtures/statuses.ts";

/** Says how often it was asked: with each question its budget is a tenth smaller. */
function countingReader() {
  let asked = 0;
  const history: StatusReader["history"] = (_objective, _by, _from, to) => {
    asked += 1;
    const budgetLeft = { kind: "value", value: 1 - asked / 10, at: to } as const;
    const point = { at: to, good: 1, bad: 0, total: 1, coverage: 1, excluded: 0, budgetLeft };
    return [point, point, point];
  };
  return { history, asked: () => asked };
}

const OF = objective();
const laterBy = (length: Seconds, facts: Partial<ObjectiveStatus> = {}): ObjectiveStatus => ({
  ...status({ at: after(NOON, length), remaining: 0.25 }),
  objective: OF,
  ...facts,
});

describe("the budget of an SLO as a small line", () => {
  it("is counted once for many evaluations; its end is of the present", () => {
    const reader = countingReader();
    expect(sparklineOf(reader, laterBy(seconds(0)), 3)).toEqual([0.9, 0.9, 0.9]);
    expect(sparklineOf(reader, laterBy(minutes(5)), 3)).toEqual([0.9, 0.9, 0.25]);
    // A twentieth of ten days is half a day.
    expect(sparklineOf(reader, laterBy(minutes(719)), 3)).toEqual([0.9, 0.9, 0.25]);
    expect(sparklineOf(reader, laterBy(minutes(721)), 3)).toEqual([0.8, 0.8, 0.8]);
    expect(reader.asked()).toBe(2);
  });

  it.each([
    ["more of the window is known", laterBy(minutes(1), { coverage: 0.9 }), 3],
    ["what was counted from rates is counted anew", laterBy(minutes(1), { approximate: true }), 3],
    ["another group is meant", laterBy(minutes(1), { by: { handler: "/pay" } }), 3],
    ["other points are asked for", laterBy(minutes(1)), 2],
    ["the SLO was changed", laterBy(minutes(1), { objective: objective() }), 3],
    ["time went back", { ...laterBy(seconds(0)), at: instant(NOON - 60_000) }, 3],
  ])("is counted anew where %s", (_, then, points) => {
    const reader = countingReader();
    sparklineOf(reader, laterBy(seconds(0)), 3);
    expect(sparklineOf(reader, then, points)).toEqual([0.8, 0.8, 0.8]);
  });
});
