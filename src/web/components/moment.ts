const HOURS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAYS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/**
 * A moment in the time of whoever reads: `14:02`, and `15 Jan 14:02` on another day than today.
 *
 * @param ms - milliseconds since the epoch
 * @param nowMs - what today is told by
 */
export function printMoment(ms: number, nowMs: number): string {
  const time = HOURS.format(ms);
  return DAYS.format(ms) === DAYS.format(nowMs) ? time : `${DAYS.format(ms)} ${time}`;
}
