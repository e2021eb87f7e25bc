import type { LocalTime } from "../../spec/cron.ts";

/** Formatters are slow to make and never change. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The clock on the wall of a time zone. */
export function localTime(atMs: number, timezone: string): LocalTime {
  const found: Record<string, number> = {};
  for (const { type, value } of formatterOf(timezone).formatToParts(atMs)) found[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = found;
  return { minute, hour, day, month, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formatters.set(timeZone, made);
  return made;
}
