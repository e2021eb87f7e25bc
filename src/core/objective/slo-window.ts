import { printPromDuration } from "../units/prom-duration.ts";
import { days, type Seconds } from "../units/seconds.ts";

/** The window that a target is promised over. */
export type SloWindow =
  | { readonly kind: "rolling"; readonly length: Seconds }
  | { readonly kind: "calendar"; readonly unit: CalendarUnit; readonly timezone: string };

/** A period of the calendar, which begins with a day in the time zone of its window; weeks begin on Monday. */
export type CalendarUnit = "week" | "month" | "quarter" | "year";

/** The longest that each calendar window can be; decides thresholds and how much history is kept. */
const LONGEST: Readonly<Record<CalendarUnit, number>> = { week: 7, month: 31, quarter: 92, year: 366 };

/** The longest time the window can span, to size history by. A day of 25 hours is covered by the whole hour added. */
export function longestLength(window: SloWindow): Seconds {
  return window.kind === "rolling" ? window.length : days(LONGEST[window.unit] + 1 / 24);
}

/** The window's usual length, for burn thresholds and shares of the budget. */
export function nominalLength(window: SloWindow): Seconds {
  return window.kind === "rolling" ? window.length : days(LONGEST[window.unit]);
}

/** How people and labels name it: `30d`, `month`. */
export const printWindow = (window: SloWindow): string =>
  window.kind === "rolling" ? printPromDuration(window.length) : window.unit;
