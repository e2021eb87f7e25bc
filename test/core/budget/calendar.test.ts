import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarEnd, windowStart } from "../../../src/core/budget/calendar.ts";
import type { CalendarUnit } from "../../../src/core/objective/slo-window.ts";
import { instant, type Instant } from "../../../src/core/units/instant.ts";
import { days } from "../../../src/core/units/seconds.ts";

const at = (text: string): Instant => instant(Date.parse(text));
const text = (ms: Instant): string => new Date(ms).toISOString();

const startOf = (unit: CalendarUnit, timezone: string, when: string): string =>
  text(windowStart({ kind: "calendar", unit, timezone }, at(when)));

describe("windowStart", () => {
  it.each([
    { unit: "month", zone: "Europe/Berlin", when: "2026-03-31T12:00:00Z", expected: "2026-02-28T23:00:00.000Z" },
    { unit: "month", zone: "Europe/Berlin", when: "2026-04-01T12:00:00Z", expected: "2026-03-31T22:00:00.000Z" },
    { unit: "month", zone: "UTC", when: "2026-04-01T00:00:00Z", expected: "2026-04-01T00:00:00.000Z" },
    { unit: "week", zone: "Europe/Berlin", when: "2026-03-29T21:59:59Z", expected: "2026-03-22T23:00:00.000Z" },
    { unit: "week", zone: "Europe/Berlin", when: "2026-03-29T22:00:00Z", expected: "2026-03-29T22:00:00.000Z" },
    { unit: "week", zone: "America/New_York", when: "2026-11-01T12:00:00Z", expected: "2026-10-26T04:00:00.000Z" },
    { unit: "quarter", zone: "Asia/Kolkata", when: "2026-05-15T00:00:00Z", expected: "2026-03-31T18:30:00.000Z" },
    { unit: "year", zone: "Pacific/Auckland", when: "2026-06-01T00:00:00Z", expected: "2025-12-31T11:00:00.000Z" },
    // Clocks in Santiago went from 0:00 to 1:00 the day before this week began.
    { unit: "week", zone: "America/Santiago", when: "2024-09-10T12:00:00Z", expected: "2024-09-09T03:00:00.000Z" },
    // Clocks in Beirut went from 0:00 to 1:00 on the 31st, a Sunday; the month began before.
    { unit: "month", zone: "Asia/Beirut", when: "2024-04-01T12:00:00Z", expected: "2024-03-31T21:00:00.000Z" },
  ] as const)("begins the $unit in $zone that holds $when at $expected", ({ unit, zone, when, expected }) => {
    expect(startOf(unit, zone, when)).toBe(expected);
  });

  it("takes the first instant of a month without midnight", () => {
    // Clocks in Amman went from 0:00 to 1:00 on the 1st of April 2016.
    expect(startOf("month", "Asia/Amman", "2016-04-15T00:00:00Z")).toBe("2016-03-31T22:00:00.000Z");
    expect(startOf("month", "Asia/Amman", "2016-03-31T21:59:59Z")).toBe("2016-02-29T22:00:00.000Z");
  });

  it("is the length before now for a rolling window, whatever the clocks do", () => {
    expect(text(windowStart({ kind: "rolling", length: days(30) }, at("2026-03-30T00:00:00Z")))).toBe(
      "2026-02-28T00:00:00.000Z",
    );
  });

  it("has each instant in exactly one period, and each period begin where the one before ends", () => {
    const unit = fc.constantFrom<CalendarUnit[]>("week", "month", "quarter", "year");
    const zone = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/Sao_Paulo",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "Africa/Cairo",
      "Asia/Beirut",
    );
    fc.assert(
      fc.property(unit, zone, fc.integer({ min: 946_684_800_000, max: 2_208_988_800_000 }), (of, timezone, ms) => {
        const now = instant(ms);
        const window = { kind: "calendar", unit: of, timezone } as const;
        const start = windowStart(window, now);
        const end = calendarEnd(of, timezone, now);
        expect(start).toBeLessThanOrEqual(ms);
        expect(end).toBeGreaterThan(ms);
        expect(windowStart(window, start)).toBe(start);
        expect(windowStart(window, instant(end - 1))).toBe(start);
        expect(windowStart(window, end)).toBe(end);
      }),
      { numRuns: 300 },
    );
  });
});
