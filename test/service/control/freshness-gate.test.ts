import { describe, expect, it } from "vitest";
import { unpaused } from "../../../src/core/ledger/following/unpaused.ts";
import { FreshnessGate } from "../../../src/service/control/freshness-gate.ts";
import type { NoDataReason } from "../../../src/core/objective/reading.ts";
import { status } from "../../fixtures/statuses.ts";

const fresh = status();
const lost = (reason: NoDataReason) => status({ missing: reason });

/** What is shown after each of these evaluations. */
function shown(...evaluations: readonly ReturnType<typeof status>[]): readonly string[] {
  const gate = new FreshnessGate();
  return evaluations.map((evaluated) => {
    unpaused(gate.evaluated([evaluated]));
    const [admitted] = unpaused(gate.admit([evaluated]));
    return admitted?.state ?? "gone";
  });
}

describe("the freshness gate", () => {
  it("shows the first evaluation after a start at once", () => {
    expect(shown(fresh)).toEqual(["healthy"]);
  });

  it.each<NoDataReason>(["stale", "unreachable", "invalid"])(
    "shows a status that was %s again after two fresh evaluations in a row",
    (reason) => {
      expect(shown(fresh, lost(reason), fresh, fresh, fresh)).toEqual([
        "healthy",
        "no-data",
        "no-data",
        "healthy",
        "healthy",
      ]);
    },
  );

  it("starts counting again when the data goes away in between", () => {
    expect(shown(lost("stale"), fresh, lost("stale"), fresh, fresh)).toEqual([
      "no-data",
      "no-data",
      "no-data",
      "no-data",
      "healthy",
    ]);
  });

  it.each<NoDataReason>(["no-traffic", "insufficient"])("takes %s for no loss", (reason) => {
    expect(shown(lost(reason), fresh)).toEqual(["no-data", "healthy"]);
  });

  it("holds no number of a status back half: each reading is missing", () => {
    const gate = new FreshnessGate();
    unpaused(gate.evaluated([lost("stale")]));
    const [held] = unpaused(gate.admit([fresh]));
    expect([
      held?.windows.map(({ burnRate, errorRatio }) => [burnRate.kind, errorRatio.kind]),
      Object.values(held?.budget ?? {}).map(({ kind }) => kind),
    ]).toEqual([
      [
        ["noData", "noData"],
        ["noData", "noData"],
      ],
      ["noData", "noData", "noData"],
    ]);
    expect(held?.note).toBe("Data came back after a gap; numbers are shown after a second evaluation in a row.");
  });

  it("tells groups of one objective apart", () => {
    const gate = new FreshnessGate();
    unpaused(gate.evaluated([status({ by: { pod: "a" }, missing: "stale" }), status({ by: { pod: "b" } })]));
    expect(
      unpaused(gate.admit([status({ by: { pod: "a" } }), status({ by: { pod: "b" } })])).map(({ state }) => state),
    ).toEqual(["no-data", "healthy"]);
  });
});
