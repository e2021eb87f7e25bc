const DAY = 1440;

/**
 * The shop lives by its own clock: whenever the demo is started, it is Thursday, 13:00, where its customers are.
 * So the last hour of history and the live load are alike, and a burn rate means what it means in earnest.
 */
const NOW = { weekday: 3, minute: 13 * 60 };

const WEEKEND_SHARE = 0.6;

/** Least and most traffic of a day, as shares of the peak; the quietest hour is half past three. */
const NIGHT_SHARE = 0.05;
const QUIETEST_MINUTE = 3.5 * 60;

/** Share of the peak traffic `minutesAgo` before the demo's start. */
export function loadAt(minutesAgo: number): number {
  const minuteOfWeek = modulo(NOW.weekday * DAY + NOW.minute - minutesAgo, 7 * DAY);
  const turn = ((minuteOfWeek % DAY) - QUIETEST_MINUTE) / DAY;
  const share = NIGHT_SHARE + ((1 - NIGHT_SHARE) * (1 - Math.cos(2 * Math.PI * turn))) / 2;
  return minuteOfWeek >= 5 * DAY ? share * WEEKEND_SHARE : share;
}

/** How long ago it was `hour` o'clock of the shop, `daysAgo` days before today. */
export const minutesSince = (daysAgo: number, hour: number): number =>
  daysAgo * DAY + NOW.minute - Math.round(hour * 60);

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;
