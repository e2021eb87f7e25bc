import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleEstimator } from "../../../src/core/scaling/estimators/schedule.ts";
import { cronFault, cronFields } from "../../../src/core/spec/meaning/cron.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { hours } from "../../../src/core/units/seconds.ts";
import { observation, policy } from "../../fixtures/scaling.ts";

/** The floor that holds at a moment, 0 for none. */
function floorAt(cron: string, timezone: string, at: string): number {
  const rules = policy({ schedule: [{ cron, timezone, duration: hours(2), floor: 12 }] });
  const now = observation({ at: instant(Date.parse(at)) });
  const estimate = scheduleEstimator(rules).estimate({
    policy: rules,
    now,
    before: [],
    rollout: undefined,
    burn: { class: "none", because: "nothing burns" },
    load: { ok: false, because: "nobody asks" },
  });
  return estimate?.kind === "replicas" ? estimate.replicas : 0;
}

describe("a scheduled floor", () => {
  it.each([
    ["2026-01-14T06:59:59Z", 0],
    ["2026-01-14T07:00:00Z", 12],
    ["2026-01-14T08:59:59Z", 12],
    ["2026-01-14T09:00:00Z", 0],
    // Saturday.
    ["2026-01-17T07:30:00Z", 0],
    // Summer time: an hour earlier by the sun.
    ["2026-07-15T06:00:00Z", 12],
    ["2026-07-15T08:00:00Z", 0],
  ])("of 8:00 on weekdays in Berlin, for two hours, at %s is %i", (at, floor) => {
    expect(floorAt("0 8 * * 1-5", "Europe/Berlin", at)).toBe(floor);
  });

  it("does not begin in the hour that is left out, and begins with the first of an hour that comes twice", () => {
    const [spring, autumn] = ["2026-03-29", "2026-10-25"];
    for (const time of ["00:30", "01:00", "01:30", "02:30"])
      expect(floorAt("30 2 * * *", "Europe/Berlin", `${spring}T${time}:00Z`)).toBe(0);
    expect(floorAt("30 2 * * *", "Europe/Berlin", `${autumn}T00:29:00Z`)).toBe(0);
    expect(floorAt("30 2 * * *", "Europe/Berlin", `${autumn}T00:30:00Z`)).toBe(12);
    expect(floorAt("30 2 * * *", "Europe/Berlin", `${autumn}T03:29:00Z`)).toBe(12);
    expect(floorAt("30 2 * * *", "Europe/Berlin", `${autumn}T03:30:00Z`)).toBe(0);
  });
});

describe("cronFields", () => {
  const wall = { minute: 0, hour: 8, day: 14, month: 1, weekday: 3 };

  it.each([
    ["0 8 * * *", {}, true],
    ["*/15 8 * * *", { minute: 45 }, true],
    ["*/15 8 * * *", { minute: 46 }, false],
    ["5/20 * * * *", { minute: 45 }, true],
    ["10-20/5 * * * *", { minute: 15 }, true],
    ["10-20/5 * * * *", { minute: 25 }, false],
    ["0 8 * jan wed", {}, true],
    ["0 8 * feb wed", {}, false],
    ["0 8 * * 7", { weekday: 0 }, true],
    ["0 8 * * 0", { weekday: 0 }, true],
    ["0 8 * * fri-7", { weekday: 0 }, true],
    // Either day, once both are restricted.
    ["0 8 1 * 3", {}, true],
    ["0 8 14 * 1", {}, true],
    ["0 8 1 * 1", {}, false],
    ["0 8,12 1,14 * *", { hour: 12 }, true],
  ])("%s at %o: %s", (text, time, expected) => {
    expect(cronFault(text)).toBeUndefined();
    expect(cronFields(text).match({ ...wall, ...time })).toBe(expected);
  });

  it("with one value in each field meets exactly that time", () => {
    const time = fc.record({
      minute: fc.integer({ min: 0, max: 59 }),
      hour: fc.integer({ min: 0, max: 23 }),
      day: fc.integer({ min: 1, max: 31 }),
      month: fc.integer({ min: 1, max: 12 }),
      weekday: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(time, time, (one, other) => {
        const { match } = cronFields(`${one.minute} ${one.hour} ${one.day} ${one.month} *`);
        const same = (["minute", "hour", "day", "month"] as const).every((field) => one[field] === other[field]);
        expect(match(other)).toBe(same);
      }),
    );
  });
});
