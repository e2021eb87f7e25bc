import { type Instant, instant } from "./instant.ts";

/** A text as a point in time, or what to say against it behind its name and itself: `at is 14 o'clock, …`. */
export type ParsedMoment =
  | { readonly ok: true; readonly at: Instant }
  | { readonly ok: false; readonly fault: string; readonly remedy: string };

/** The last millisecond of the year 9999, beyond which RFC 3339 has no way to write a time. */
const LATEST_MS = 253_402_300_799_999;

const UNIX = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const RFC_3339 =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?<fraction>\.\d+)?(?:[Zz]|(?<sign>[+-])(?<zoneHour>\d\d):(?<zoneMinute>\d\d))$/;

/** Reads a moment as Prometheus' own API does: Unix seconds, or RFC 3339 with its time zone. */
export function parseMoment(text: string): ParsedMoment {
  const milliseconds = UNIX.test(text) ? Math.round(Number(text) * 1000) : parseDate(text);
  if (milliseconds === undefined)
    return { ok: false, fault: "", remedy: "write Unix seconds or a time such as 2026-01-31T08:00:00Z" };
  if (Number.isNaN(milliseconds))
    return { ok: false, fault: ", which no calendar has", remedy: "write a day and a time that there are" };
  if (milliseconds < 0 || milliseconds > LATEST_MS)
    return {
      ok: false,
      fault: ", which is out of range",
      remedy: "write a time from 1970 on; Unix times are in seconds, not in milliseconds",
    };
  return { ok: true, at: instant(milliseconds) };
}

/** Milliseconds since 1970; NaN for a date that there is not, undefined for what is no date. */
function parseDate(text: string): number | undefined {
  const parts = RFC_3339.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const of = (name: string): number => Number(parts[name] ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(of("year"), of("month") - 1, of("day"));
  const isDay = date.getUTCMonth() === of("month") - 1 && date.getUTCDate() === of("day");
  const isTime =
    of("hour") < 24 && of("minute") < 60 && of("second") < 60 && of("zoneHour") < 24 && of("zoneMinute") < 60;
  if (!isDay || !isTime) return Number.NaN;
  const east = (of("zoneHour") * 60 + of("zoneMinute")) * (parts["sign"] === "-" ? -1 : 1);
  return (
    date.getTime() + Math.round(((of("hour") * 60 + of("minute") - east) * 60 + of("second") + of("fraction")) * 1000)
  );
}
