import { describe, expect, it } from "vitest";
import { presentBudgetLeft } from "../../../src/core/budget/present-budget.ts";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import { faultyStatus, ownFault, withoutNumbers } from "../../../src/core/budget/without-numbers.ts";
import { BURN_WINDOWS } from "../../../src/core/objective/burn-window.ts";
import type { Reading } from "../../../src/core/objective/reading.ts";
import { burnRate } from "../../../src/core/units/burn-rate.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { objective } from "../../fixtures/objectives.ts";

const AT = instant(1_800_000_000_000);
const value = <T>(of: T): Reading<T> => ({ kind: "value", value: of, at: AT });
const none = (reason: "stale" | "invalid" | "insufficient"): Reading<never> => ({ kind: "noData", reason });
const counts = { bad: 3, total: 300, coverage: 0.9, excluded: 0.1 };

const known: ObjectiveStatus = {
  objective: objective(),
  by: { handler: "pay" },
  at: AT,
  state: "burning",
  note: undefined,
  exclusion: undefined,
  changes: [],
  windows: [
    { window: "5m", burnRate: value(burnRate(10)), errorRatio: value(0.01), ...counts },
    { window: "slo", burnRate: value(burnRate(1)), errorRatio: value(0.001), ...counts },
  ],
  budget: { left: value(0.4), badEventsLeft: value(12), secondsToExhaustion: value(3600) },
  ageSeconds: 12,
  coverage: 0.9,
  approximate: true,
  latency: { "0.5": value(0.1), "0.95": value(0.2), "0.99": value(0.3) },
};

describe("a status whose numbers are not true any more", () => {
  it("has none of them, and keeps what was counted, its age and its coverage", () => {
    expect(withoutNumbers(known, "stale", "it is old")).toEqual({
      ...known,
      state: "no-data",
      note: "it is old",
      windows: [
        { window: "5m", burnRate: none("stale"), errorRatio: none("stale"), ...counts },
        { window: "slo", burnRate: none("stale"), errorRatio: none("stale"), ...counts },
      ],
      budget: { left: none("stale"), badEventsLeft: none("stale"), secondsToExhaustion: none("stale") },
      latency: { "0.5": none("stale"), "0.95": none("stale"), "0.99": none("stale") },
    });
  });

  it("has no latency where it had none", () => {
    expect(withoutNumbers({ ...known, latency: undefined }, "stale", "").latency).toBeUndefined();
  });
});

describe("the status of an objective whose evaluation has thrown", () => {
  it("has every window of its alerts and its own, and no number in any", () => {
    const one = objective();
    const status = faultyStatus({ objective: one, by: { handler: "pay" }, at: AT }, new TypeError("no such cell"));
    expect(status).toEqual({
      objective: one,
      by: { handler: "pay" },
      at: AT,
      state: "no-data",
      note: "a fault in headroom itself: no such cell",
      exclusion: undefined,
      changes: [],
      windows: [...BURN_WINDOWS, "slo"].map((window) => ({
        window,
        burnRate: none("invalid"),
        errorRatio: none("invalid"),
        bad: 0,
        total: 0,
        coverage: 0,
        excluded: 0,
      })),
      budget: { left: none("invalid"), badEventsLeft: none("invalid"), secondsToExhaustion: none("invalid") },
      ageSeconds: undefined,
      coverage: 0,
      approximate: false,
      latency: undefined,
    });
  });

  it("says what was thrown, also where it is no error", () => {
    expect(ownFault("out of paper")).toBe("a fault in headroom itself: out of paper");
  });
});

describe("the budget left that autoscalers may act on", () => {
  const withBurn = (burn: ObjectiveStatus["windows"][number]["burnRate"]): ObjectiveStatus => ({
    ...known,
    windows: [{ window: "5m", burnRate: burn, errorRatio: none("stale"), ...counts }],
  });

  it("is what is left while the newest samples tell a burn", () => {
    expect(presentBudgetLeft(known)).toEqual(value(0.4));
  });

  it("is none once they are old, though people still see what was left", () => {
    expect(presentBudgetLeft(withBurn(none("stale")))).toEqual(none("stale"));
  });

  it.each(["insufficient", "invalid"] as const)("is what is left where a burn is %s for another reason", (reason) => {
    expect(presentBudgetLeft(withBurn(none(reason)))).toEqual(value(0.4));
  });

  it("is what is left where no window is read", () => {
    expect(presentBudgetLeft({ ...known, windows: [] })).toEqual(value(0.4));
  });
});
