import type { LocalTime } from "../../spec/meaning/cron.ts";
import { localParts } from "../../units/local-parts.ts";

/** The clock on the wall of a time zone, as cron expressions name it. */
export function localTime(atMs: number, timezone: string): LocalTime {
  const parts = localParts(atMs, timezone);
  const [month, day] = [parts("month"), parts("day")];
  const weekday = new Date(Date.UTC(parts("year"), month - 1, day)).getUTCDay();
  return { minute: parts("minute"), hour: parts("hour"), day, month, weekday };
}
