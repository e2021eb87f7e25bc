/** Formatters are slow to make and never change. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clock on the wall and the calendar of a time zone show, part by part.
 *
 * @param timezone - an IANA name
 * @returns the number in a part: year, month (from 1), day, hour (0 to 23), minute, second; NaN for any other
 * @throws RangeError for a time zone that the runtime does not know
 */
export function localParts(ms: number, timezone: string): (type: Intl.DateTimeFormatPartTypes) => number {
  const parts = formatterFor(timezone).formatToParts(ms);
  return (type) => Number(parts.find((part) => part.type === type)?.value);
}

function formatterFor(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(timezone, made);
  return made;
}
