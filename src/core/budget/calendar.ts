import type { CalendarUnit, SloWindow } from "../objective/slo-window.ts";
import { before, instant, type Instant } from "../units/instant.ts";
import { localParts } from "../units/local-parts.ts";

const DAY_MS = 86_400_000;

/** A day of the calendar, as in the time zone it belongs to; months count from 1. */
interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * When the SLO window that holds `at` began: `at` minus its length, or the first instant of the calendar period in
 * its own time zone. Weeks begin on Monday. Days of 23 and 25 hours count as they are, and where a day begins
 * without midnight (clocks put forward at 0:00), its first instant is taken.
 */
export function windowStart(window: SloWindow, at: Instant): Instant {
  if (window.kind === "rolling") return before(at, window.length);
  return startOfDay(firstDay(window.unit, dayAt(at, window.timezone)), window.timezone);
}

/** When the calendar period that holds `at` ends, which is when the next one begins. */
export function calendarEnd(unit: CalendarUnit, timezone: string, at: Instant): Instant {
  const first = firstDay(unit, dayAt(at, timezone));
  const next = {
    week: { ...first, day: first.day + 7 },
    month: { ...first, month: first.month + 1 },
    quarter: { ...first, month: first.month + 3 },
    year: { ...first, year: first.year + 1 },
  }[unit];
  return startOfDay(normal(next), timezone);
}

function firstDay(unit: CalendarUnit, { year, month, day }: CalendarDay): CalendarDay {
  switch (unit) {
    case "week": {
      const daysSinceMonday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
      return normal({ year, month, day: day - daysSinceMonday });
    }
    case "month":
      return { year, month, day: 1 };
    case "quarter":
      return { year, month: month - ((month - 1) % 3), day: 1 };
    case "year":
      return { year, month: 1, day: 1 };
  }
}

/** Carries overflowing days and months, as the calendar does. */
function normal({ year, month, day }: CalendarDay): CalendarDay {
  const date = new Date(Date.UTC(year, month - 1, day));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Every status asks for the same few days. */
const daysStarted = new Map<string, Instant>();
const MOST_DAYS = 1000;

function startOfDay(day: CalendarDay, timezone: string): Instant {
  const key = `${timezone} ${day.year}-${day.month}-${day.day}`;
  const known = daysStarted.get(key);
  if (known !== undefined) return known;
  if (daysStarted.size >= MOST_DAYS) daysStarted.clear();
  const start = findStart(day, timezone);
  daysStarted.set(key, start);
  return start;
}

/** The zone's offset may change on this very day, so both offsets around it are tried. */
function findStart(day: CalendarDay, timezone: string): Instant {
  const midnightUtc = Date.UTC(day.year, day.month - 1, day.day);
  const candidates = [midnightUtc - DAY_MS, midnightUtc + DAY_MS]
    .map((near) => midnightUtc - offsetMs(near, timezone))
    .toSorted((a, b) => a - b);
  const begins = (ms: number): boolean =>
    isSameDay(dayAt(ms, timezone), day) && !isSameDay(dayAt(ms - 1, timezone), day);
  const start = candidates.find(begins);
  if (start === undefined) throw new RangeError(`no start of ${day.year}-${day.month}-${day.day} in ${timezone}`);
  return instant(start);
}

const isSameDay = (a: CalendarDay, b: CalendarDay): boolean =>
  a.year === b.year && a.month === b.month && a.day === b.day;

const dayAt = (ms: number, timezone: string): CalendarDay => {
  const parts = localParts(ms, timezone);
  return { year: parts("year"), month: parts("month"), day: parts("day") };
};

/** Milliseconds that the zone's clocks are ahead of UTC. */
function offsetMs(ms: number, timezone: string): number {
  const parts = localParts(ms, timezone);
  return (
    Date.UTC(parts("year"), parts("month") - 1, parts("day"), parts("hour"), parts("minute"), parts("second")) -
    Math.floor(ms / 1000) * 1000
  );
}
