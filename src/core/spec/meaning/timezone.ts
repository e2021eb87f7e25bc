import { nearest } from "../../diagnostics/nearest.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import type { Path } from "../text/node.ts";
import type { FieldReport } from "../text/field-report.ts";

/** A field that names a time zone; UTC when it is not given. */
export function parseTimezone(zone: string | undefined, path: Path, report: FieldReport): string {
  if (zone === undefined || isTimezone(zone)) return zone ?? DEFAULTS.timezone;
  const meant = nearest(zone, Intl.supportedValuesOf("timeZone"));
  report.at(path, {
    code: "timezone-unknown",
    problem: `there is no time zone "${zone}"`,
    remedy: meant === undefined ? "write an IANA name such as Europe/Berlin, or UTC" : `did you mean ${meant}?`,
  });
  return DEFAULTS.timezone;
}

function isTimezone(zone: string): boolean {
  // Offsets such as +02:00 know no summer time, so a calendar by them would be wrong for half of the year.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
