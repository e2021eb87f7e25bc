import { describe, expect, it } from "vitest";
import { type ForecastFacts, secondsToExhaustion } from "../../../src/core/budget/forecast.ts";
import type { WindowStatus } from "../../../src/core/budget/status.ts";
import type { NoDataReason, Reading } from "../../../src/core/objective/reading.ts";
import { type BurnRate, burnRate } from "../../../src/core/units/burn-rate.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { days, hours } from "../../../src/core/units/seconds.ts";

const AT = instant(1_800_000_000_000);
const value = <T>(of: T): Reading<T> => ({ kind: "value", value: of, at: AT });
const none = (reason: NoDataReason): Reading<never> => ({ kind: "noData", reason });

const window = (name: "1h" | "6h", burn: Reading<BurnRate>, bad = 0, coverage = 1): WindowStatus => ({
  window: name,
  burnRate: burn,
  errorRatio: none("insufficient"),
  bad,
  total: 0,
  coverage,
  excluded: 0,
});

const rolling = (facts: Partial<ForecastFacts>): Reading<number | null> =>
  secondsToExhaustion({
    window: { kind: "rolling", length: days(30) },
    budgetLeft: value(0.5),
    badEventsLeft: 100,
    windows: [window("1h", value(burnRate(5)))],
    secondsToRenewal: undefined,
    ...facts,
  });

const calendar = (facts: Partial<ForecastFacts>): Reading<number | null> =>
  rolling({ window: { kind: "calendar", unit: "month", timezone: "UTC" }, secondsToRenewal: days(10), ...facts });

describe("seconds until a rolling budget is empty", () => {
  it("are what is left of the window, over the burn of the last hour", () => {
    expect(rolling({})).toEqual(value(days(3)));
  });

  it("come from six hours where the last one was idle", () => {
    const windows = [window("1h", none("no-traffic")), window("6h", value(burnRate(10)))];
    expect(rolling({ windows })).toEqual(value(days(1.5)));
  });

  it("are null at a burn that the budget outlives", () => {
    expect(rolling({ windows: [window("1h", value(burnRate(1)))] })).toEqual(value(null));
    expect(rolling({ windows: [window("1h", value(burnRate(1.001)))] })).not.toEqual(value(null));
  });

  it.each([0, -0.2])("are none while %d of it is left", (left) => {
    expect(rolling({ budgetLeft: value(left) })).toEqual(value(0));
  });

  it("have no value where what is left is not known, for the same reason", () => {
    expect(rolling({ budgetLeft: none("stale") })).toEqual(none("stale"));
  });

  it("have no value without a burn, for the reason that the hour has", () => {
    expect(rolling({ windows: [window("1h", none("excluded")), window("6h", none("stale"))] })).toEqual(
      none("excluded"),
    );
    expect(rolling({ windows: [] })).toEqual(none("insufficient"));
  });
});

describe("seconds until the budget of a calendar period is empty", () => {
  // 36 bad events an hour are 0.01 a second; at 5x four fifths of them are more than is allowed.
  const windows = [window("1h", value(burnRate(5)), 36)];

  it("are those until bad events outrun what further traffic allows", () => {
    expect(calendar({ windows, badEventsLeft: 80 })).toEqual(value(10_000));
  });

  it("know that an hour that was half seen had twice the events", () => {
    expect(calendar({ windows: [window("1h", value(burnRate(5)), 18, 0.5)], badEventsLeft: 80 })).toEqual(
      value(10_000),
    );
  });

  it("take the length of the window that tells the burn", () => {
    const six = [window("6h", value(burnRate(5)), (36 * hours(6)) / hours(1))];
    expect(calendar({ windows: six, badEventsLeft: 80 })).toEqual(value(10_000));
  });

  it.each([
    [9_999, null],
    [10_000, null],
    [10_001, 10_000],
  ])("are null where the next period begins first, in %d s", (secondsToRenewal, seconds) => {
    expect(calendar({ windows, badEventsLeft: 80, secondsToRenewal })).toEqual(value(seconds));
  });
});
