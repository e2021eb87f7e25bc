import { describe, expect, it } from "vitest";
import { withoutNumbers } from "../../../src/core/budget/without-numbers.ts";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import { printSlo } from "../../../src/service/http/printed-slo.ts";
import { toSloView } from "../../../src/service/http/to-view.ts";
import { status } from "../../fixtures/statuses.ts";

const printed = (of: ObjectiveStatus, sparkline?: (number | null)[]): unknown =>
  JSON.parse(printSlo({ status: of, sparkline }));

describe("a printed SLO", () => {
  const first = { ...status({ note: 'it says "so", {it} does' }), ageSeconds: 12.5 };

  it.each<[string, ObjectiveStatus]>([
    ["as it is", first],
    ["the same once more", first],
    ["a second later", { ...first, ageSeconds: 13.5 }],
    ["without a sample", { ...first, ageSeconds: undefined }],
    ["after something else was found out, in the same windows", { ...first, note: "another", ageSeconds: 14.5 }],
    ["when it has expired", withoutNumbers({ ...first, ageSeconds: 90 }, "stale", "nothing was evaluated")],
    ["as it is, after all that", first],
  ])("tells what its view does: %s", (_name, one) => {
    expect(printed(one)).toEqual(toSloView(one));
    expect(printed(one, [0.5, null])).toEqual({ ...toSloView(one), sparkline: [0.5, null] });
  });

  it("is made once for what grows but older", () => {
    let made = 0;
    const watched = {
      ...first,
      budget: {
        get left() {
          made++;
          return first.budget.left;
        },
        badEventsLeft: first.budget.badEventsLeft,
        secondsToExhaustion: first.budget.secondsToExhaustion,
      },
      windows: [...first.windows],
    };
    for (const ageSeconds of [1, 2, 3]) printSlo({ status: { ...watched, ageSeconds }, sparkline: undefined });
    expect(made).toBe(1);
  });
});
