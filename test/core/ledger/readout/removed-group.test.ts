import { describe, expect, it } from "vitest";
import type { ObjectiveStatus } from "../../../../src/core/budget/status.ts";
import { faultyStatus } from "../../../../src/core/budget/without-numbers.ts";
import { isRemoved } from "../../../../src/core/ledger/readout/removed-group.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { START_MS } from "../driven-ledger.ts";

const DAY = days(1);

/** Of a group without a number in any window, whose newest sample is so old. */
function silent(ageSeconds: number | undefined, by: readonly string[] = ["pod"]): ObjectiveStatus {
  const status = faultyStatus({ objective: objective({ by }), by: {}, at: instant(START_MS) }, undefined);
  return { ...status, ageSeconds: ageSeconds === undefined ? undefined : seconds(ageSeconds) };
}

describe("a group", () => {
  it("is gone once neither events nor samples came for more than a day", () => {
    expect([isRemoved(silent(DAY)), isRemoved(silent(DAY + 1)), isRemoved(silent(undefined))]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("is there as long as it had an event within a day, whatever happened in other windows", () => {
    const status = silent(undefined);
    const withEvent = (name: string): ObjectiveStatus => ({
      ...status,
      windows: status.windows.map((window) => ({ ...window, total: window.window === name ? 1 : 0 })),
    });
    expect([isRemoved(withEvent("1d")), isRemoved(withEvent("3d"))]).toEqual([false, true]);
  });

  it("is never gone where an objective has no groups", () => {
    expect(isRemoved(silent(undefined, []))).toBe(false);
  });
});
