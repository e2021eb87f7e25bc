import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toStatus, type StatusFacts } from "../../../src/core/budget/to-status.ts";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import { heldConditions } from "../../../src/core/budget/state.ts";
import { toWindowStatus, type WindowCounts } from "../../../src/core/budget/window-counts.ts";
import { type Reading, valueOrNull } from "../../../src/core/objective/reading.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { days } from "../../../src/core/units/seconds.ts";
import {
  BURN_WINDOWS,
  type BurnWindow,
  type ReadWindow,
  windowLength,
} from "../../../src/core/objective/burn-window.ts";
import { objective } from "../../fixtures/objectives.ts";

const AT = instant(1_800_000_000_000);

const counts = (window: ReadWindow, bad: number, total: number, coverage = 1): WindowCounts => ({
  window,
  bad,
  total,
  coverage,
  excluded: 0,
  length: window === "slo" ? days(30) : windowLength(window),
});

interface Case {
  readonly target?: number;
  readonly bad?: number;
  readonly total?: number;
  readonly short?: (window: BurnWindow) => { readonly bad: number; readonly total: number; readonly coverage?: number };
  readonly more?: Partial<StatusFacts>;
}

function statusOf({
  target = 0.999,
  bad = 0,
  total = 1_000_000,
  short = () => ({ bad: 0, total: 1000 }),
  more = {},
}: Case): ObjectiveStatus {
  const one = objective({ target: ratio(target) });
  const windows = BURN_WINDOWS.map((name) => {
    const { bad: shortBad, total: shortTotal, coverage } = short(name);
    return counts(name, shortBad, shortTotal, coverage);
  });
  const context = { target: one.target, noReading: undefined, newest: AT };
  const held = heldConditions(
    one.alerts,
    windows.map((window) => toWindowStatus(window, context)),
    new Set(),
  );
  return toStatus({
    objective: one,
    by: {},
    at: AT,
    newest: AT,
    noReading: undefined,
    noBudget: more.noReading,
    note: undefined,
    windows,
    slo: counts("slo", bad, total),
    held,
    exclusion: undefined,
    changes: [],
    approximate: false,
    latency: undefined,
    ...more,
  });
}

const burnOf = (status: ObjectiveStatus, name: string): number | null => {
  const window = status.windows.find((one) => one.window === name);
  return window === undefined ? null : valueOrNull(window.burnRate);
};
const share = fc.double({ min: 0, max: 1, noNaN: true });
const targets = fc.double({ min: 0.5, max: 0.9999, noNaN: true });
const events = fc.integer({ min: 1, max: 10_000_000 });

describe("the laws of budgets", () => {
  it("burn is the error ratio over the error budget", () => {
    fc.assert(
      fc.property(targets, events, share, (target, total, badShare) => {
        const bad = Math.floor(total * badShare);
        const burn = bad / total / (1 - target);
        // A burn of thousands has as many digits as one of one.
        expect((burnOf(statusOf({ target, bad, total }), "slo") ?? Number.NaN) / Math.max(1, burn)).toBeCloseTo(
          burn / Math.max(1, burn),
          6,
        );
      }),
    );
  });

  it("what is left is at most everything, and is not stopped at nothing", () => {
    fc.assert(
      fc.property(targets, events, share, (target, total, badShare) => {
        const left = valueOrNull(statusOf({ target, bad: Math.floor(total * badShare), total }).budget.left);
        expect(left).toBeLessThanOrEqual(1);
      }),
    );
    expect(valueOrNull(statusOf({ bad: 5000, total: 1_000_000 }).budget.left)).toBeCloseTo(-4, 9);
    expect(valueOrNull(statusOf({ bad: 5000, total: 1_000_000 }).budget.badEventsLeft)).toBeCloseTo(-4000, 6);
  });

  it("more bad events never burn slower, more good ones never faster", () => {
    fc.assert(
      fc.property(events, share, events, (total, badShare, more) => {
        const bad = Math.floor(total * badShare);
        const burn = burnOf(statusOf({ bad, total }), "slo") ?? 0;
        expect(burnOf(statusOf({ bad: bad + more, total: total + more }), "slo")).toBeGreaterThanOrEqual(burn);
        expect(burnOf(statusOf({ bad, total: total + more }), "slo")).toBeLessThanOrEqual(burn);
      }),
    );
  });

  it("scale changes nothing, and a stricter target burns faster", () => {
    fc.assert(
      fc.property(targets, events, share, fc.integer({ min: 2, max: 1000 }), (target, total, badShare, k) => {
        const bad = Math.ceil(total * badShare);
        const burn = burnOf(statusOf({ target, bad, total }), "slo") ?? 0;
        expect(burnOf(statusOf({ target, bad: bad * k, total: total * k }), "slo")).toBeCloseTo(burn, 9);
        expect(burnOf(statusOf({ target: target + (1 - target) / 2, bad, total }), "slo")).toBeGreaterThanOrEqual(burn);
      }),
    );
  });

  it("a constant error ratio burns alike in every window", () => {
    const places: readonly BurnWindow[] = BURN_WINDOWS;
    const status = statusOf({
      bad: 2000,
      total: 1_000_000,
      short: (name) => ({ bad: 2 * (places.indexOf(name) + 1), total: 1000 * (places.indexOf(name) + 1) }),
    });
    for (const name of [...BURN_WINDOWS, "slo"]) expect(burnOf(status, name)).toBeCloseTo(2, 9);
  });

  it("any counts end in finite numbers or in a reason", () => {
    const count = fc.double({ min: 0, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(targets, count, count, share, (target, bad, total, coverage) => {
        const status = statusOf({ target, bad, total, short: () => ({ bad, total, coverage }) });
        const readings: readonly Reading<number | null>[] = [
          ...Object.values(status.budget),
          ...status.windows.flatMap(({ burnRate, errorRatio }) => [burnRate, errorRatio]),
        ];
        for (const reading of readings)
          if (reading.kind === "value" && reading.value !== null) expect(Number.isFinite(reading.value)).toBe(true);
      }),
    );
  });
});

describe("readings without a number", () => {
  it("knows no ratio of nothing: idle is not 100 %", () => {
    const status = statusOf({ bad: 0, total: 0, short: () => ({ bad: 0, total: 0 }) });
    expect(status.windows.map(({ burnRate }) => burnRate)).toEqual(
      Array.from({ length: 8 }, () => ({ kind: "noData", reason: "no-traffic" })),
    );
    expect(status.budget.left).toEqual({ kind: "noData", reason: "no-traffic" });
    expect(status.state).toBe("no-data");
  });

  it("keeps the budget of a service that sleeps", () => {
    const status = statusOf({
      bad: 100,
      short: (name) => (name === "5m" ? { bad: 0, total: 0 } : { bad: 0, total: 10 }),
    });
    expect(status.state).toBe("healthy");
    expect(status.windows[0]?.burnRate).toEqual({ kind: "noData", reason: "no-traffic" });
  });

  it("refuses a short window of which less than half was observed, and an SLO window of next to nothing", () => {
    const half = statusOf({
      short: (name) => ({ bad: 0, total: 10, coverage: name === "1d" ? 0.49 : 0.5 }),
      more: { slo: counts("slo", 0, 1000, 0.009) },
    });
    expect(half.windows.filter(({ burnRate }) => burnRate.kind === "noData").map(({ window }) => window)).toEqual([
      "1d",
      "slo",
    ]);
    expect(half.budget.left).toEqual({ kind: "noData", reason: "insufficient" });
    expect(half.state).toBe("no-data");
  });

  it.each(["stale", "unreachable", "invalid"] as const)("closes everything when the data is %s", (noReading) => {
    const status = statusOf({ bad: 1, more: { noReading } });
    expect(status.state).toBe("no-data");
    for (const reading of Object.values(status.budget)) expect(reading).toEqual({ kind: "noData", reason: noReading });
    for (const { burnRate } of status.windows) expect(burnRate).toEqual({ kind: "noData", reason: noReading });
  });

  it("keeps the budget as of the newest sample where all that there was is counted, and forecasts nothing", () => {
    const newest = instant(AT - 3_600_000);
    const status = statusOf({ bad: 100, more: { newest, noReading: "stale", noBudget: undefined } });
    expect(status).toMatchObject({
      state: "no-data",
      ageSeconds: 3600,
      budget: {
        left: { kind: "value", value: 0.9, at: newest },
        badEventsLeft: { kind: "value", value: 900, at: newest },
        secondsToExhaustion: { kind: "noData", reason: "stale" },
      },
    });
    for (const { burnRate } of status.windows) expect(burnRate).toEqual({ kind: "noData", reason: "stale" });
  });
});

describe("states", () => {
  const burning =
    (...names: readonly string[]) =>
    (name: string) => ({ bad: names.includes(name) ? 20 : 0, total: 1000 });

  it.each([
    { what: "fast page in both windows", short: burning("5m", "1h"), expected: "burning" },
    { what: "only the long window", short: burning("1h"), expected: "healthy" },
    { what: "only the short window", short: burning("5m"), expected: "healthy" },
    { what: "slower page", short: burning("30m", "6h"), expected: "burning" },
    { what: "ticket", short: burning("2h", "1d"), expected: "at-risk" },
    {
      what: "too few bad events for a page",
      short: (name: string) => ({ bad: ["5m", "1h"].includes(name) ? 4 : 0, total: 100 }),
      expected: "healthy",
    },
  ])("$what: $expected", ({ short, expected }) => {
    expect(statusOf({ short }).state).toBe(expected);
  });

  it.each([
    { bad: 740, expected: "healthy" },
    { bad: 760, expected: "at-risk" },
    { bad: 1000, expected: "exhausted" },
  ])("with $bad of 1000 bad events spent: $expected", ({ bad, expected }) => {
    expect(statusOf({ bad }).state).toBe(expected);
  });

  it("calls a burning objective so even with nothing left, because it still gets worse", () => {
    expect(statusOf({ bad: 2000, short: burning("5m", "1h") }).state).toBe("burning");
  });

  it("lets no badly observed window clear a page", () => {
    const { alerts, target } = objective();
    const context = { target, noReading: undefined, newest: AT };
    const read = (longCoverage: number) =>
      BURN_WINDOWS.map((name) => toWindowStatus(counts(name, 0, 1000, name === "1h" ? longCoverage : 1), context));
    expect([...heldConditions(alerts, read(0.89), new Set([0]))]).toEqual([0]);
    expect([...heldConditions(alerts, read(0.9), new Set([0]))]).toEqual([]);
    expect([...heldConditions(alerts, read(0.89), new Set())]).toEqual([]);
  });
});

describe("time to exhaustion", () => {
  it("is what is left of a rolling window over the burn of the last hour", () => {
    const status = statusOf({ bad: 588, short: () => ({ bad: 21.7, total: 1000 }) });
    expect((valueOrNull(status.budget.secondsToExhaustion) ?? 0) / 3600).toBeCloseTo((0.412 * 720) / 21.7, 6);
  });

  it("is null where the budget does not shrink, and 0 where none is left", () => {
    expect(statusOf({ bad: 500, short: () => ({ bad: 1, total: 1000 }) }).budget.secondsToExhaustion).toMatchObject({
      kind: "value",
      value: null,
    });
    expect(statusOf({ bad: 1500 }).budget.secondsToExhaustion).toMatchObject({ kind: "value", value: 0 });
  });

  it("looks at six hours where the last hour was idle, and says nothing without an hour of data", () => {
    const idle = statusOf({
      bad: 500,
      short: (name) => (name === "6h" ? { bad: 10, total: 1000 } : { bad: 0, total: 0 }),
    });
    expect((valueOrNull(idle.budget.secondsToExhaustion) ?? 0) / 86_400).toBeCloseTo((0.5 * 30) / 10, 6);
    const young = statusOf({
      bad: 500,
      short: (name) => ({ bad: 10, total: 1000, coverage: name === "5m" ? 1 : 0.2 }),
    });
    expect(young.budget.secondsToExhaustion).toEqual({ kind: "noData", reason: "insufficient" });
  });

  it("follows a growing calendar window to the moment when its bad events exceed their share", () => {
    const month = objective({ window: { kind: "calendar", unit: "month", timezone: "UTC" } });
    const at = instant(Date.parse("2026-03-11T00:00:00Z"));
    // 10 days of 1 event a second with half the budget spent, then 5 bad ones in a thousand.
    const slo = counts("slo", 432, 864_000);
    const windows = BURN_WINDOWS.map((name) => counts(name, 18, 3600));
    const status = toStatus({
      objective: month,
      by: {},
      at,
      newest: at,
      noReading: undefined,
      noBudget: undefined,
      note: undefined,
      windows,
      slo,
      held: new Set(),
      exclusion: undefined,
      changes: [],
      approximate: false,
      latency: undefined,
    });
    const after = valueOrNull(status.budget.secondsToExhaustion) ?? 0;
    expect((432 + 0.005 * after) / (864_000 + after)).toBeCloseTo(0.001, 9);
  });
});
