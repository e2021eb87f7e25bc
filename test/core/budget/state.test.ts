import { describe, expect, it } from "vitest";
import { heldConditions, toState } from "../../../src/core/budget/state.ts";
import { AT_RISK_BELOW } from "../../../src/core/budget/states.ts";
import type { WindowStatus } from "../../../src/core/budget/status.ts";
import { COVERAGE_TO_CLEAR } from "../../../src/core/budget/window-counts.ts";
import type { AlertPolicy, BurnCondition } from "../../../src/core/objective/alert-policy.ts";
import type { Reading } from "../../../src/core/objective/reading.ts";
import { burnRate } from "../../../src/core/units/burn-rate.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { objective } from "../../fixtures/objectives.ts";

const AT = instant(1_800_000_000_000);
const value = <T>(of: T): Reading<T> => ({ kind: "value", value: of, at: AT });
const NONE: Reading<never> = { kind: "noData", reason: "insufficient" };

const page: BurnCondition = { shortWindow: "5m", longWindow: "1h", above: burnRate(10), severity: "page" };
const ticket: BurnCondition = { ...page, severity: "ticket" };
const policyOf = (...burn: readonly BurnCondition[]): AlertPolicy => ({
  ...objective().alerts,
  burn,
  minBadEvents: 5,
});

const window = (name: "5m" | "1h", burn: number | undefined, more: Partial<WindowStatus> = {}): WindowStatus => ({
  window: name,
  burnRate: burn === undefined ? NONE : value(burnRate(burn)),
  errorRatio: NONE,
  bad: 5,
  total: 100,
  coverage: 1,
  excluded: 0,
  ...more,
});

const holds = (condition: BurnCondition, windows: readonly WindowStatus[], before: readonly number[] = []): boolean =>
  heldConditions(policyOf(condition), windows, new Set(before)).has(0);

describe("a condition on the burn", () => {
  it.each([
    [10.1, 10.1, true],
    [10, 10.1, false],
    [10.1, 10, false],
    [undefined, 20, false],
    [20, undefined, false],
  ])("above 10x is, with %sx and %sx, %s", (short, long, expected) => {
    expect(holds(page, [window("5m", short), window("1h", long)])).toBe(expected);
  });

  it("needs both of its windows", () => {
    expect(holds(page, [window("1h", 20)])).toBe(false);
    expect(holds(page, [window("5m", 20)])).toBe(false);
    expect(holds(page, [window("5m", 20)], [0])).toBe(false);
  });

  it("pages from five bad events on, and needs none for a ticket", () => {
    const windows = (bad: number) => [window("5m", 20), window("1h", 20, { bad })];
    expect([5, 4.9].map((bad) => holds(page, windows(bad)))).toEqual([true, false]);
    expect(holds(ticket, windows(1))).toBe(true);
  });

  it("that held is cleared only by a long window that was seen well enough", () => {
    const quiet = (coverage: number) => [window("5m", 0), window("1h", 0, { coverage })];
    expect(holds(page, quiet(COVERAGE_TO_CLEAR), [0])).toBe(false);
    expect(holds(page, quiet(COVERAGE_TO_CLEAR - 0.01), [0])).toBe(true);
    expect(holds(page, quiet(COVERAGE_TO_CLEAR - 0.01))).toBe(false);
  });
});

describe("a state", () => {
  const stateOf = (budgetLeft: Reading<number>, held: readonly number[] = [], noReading?: "stale"): string =>
    toState({ alerts: policyOf(page, ticket), windows: [], budgetLeft, noReading, held: new Set(held) });

  it.each([
    ["no data, whatever held before", value(1), [0], "stale", "no-data"],
    ["a page, before an empty budget", value(-1), [0], undefined, "burning"],
    ["an empty budget, before a ticket", value(0), [1], undefined, "exhausted"],
    ["a ticket", value(1), [1], undefined, "at-risk"],
    ["a ticket without a known budget", NONE, [1], undefined, "at-risk"],
    ["little budget left", value(AT_RISK_BELOW.share - 0.001), [], undefined, "at-risk"],
    ["just enough budget left", value(AT_RISK_BELOW.share), [], undefined, "healthy"],
    ["a budget that is not known", NONE, [], undefined, "no-data"],
  ] as const)("tells %s", (_, budgetLeft, held, noReading, expected) => {
    expect(stateOf(budgetLeft, held, noReading)).toBe(expected);
  });
});
