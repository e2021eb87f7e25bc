import { parsePromDuration, printPromDuration } from "../units/prom-duration.ts";
import { days, hours, minutes, type Seconds } from "../units/seconds.ts";

/**
 * A window whose event rates are recorded, so that longer ones are counted from them: every 30 s over five minutes,
 * every half hour over half an hour.
 */
export type RateWindow = "5m" | "30m";

/**
 * How long a window is, and how often rules read its error ratio from the counters: `fast`, every 30 s, because pages
 * hang on it; `steady`, every 2 min, in which hours do not move much; `counted`, half-hourly and more seldom, because
 * days are the dearest of all to read.
 */
interface WindowFacts {
  readonly length: Seconds;
  readonly recorded: "fast" | "steady" | "counted";
}

/**
 * Every window that burn is read over for any objective, shortest first: rules record them and the ledger counts them.
 * A spec may name others for its own burn conditions. What each costs Prometheus stands in decisions 0006 and 0023.
 */
const TABLE = {
  "5m": { length: minutes(5), recorded: "fast" },
  "30m": { length: minutes(30), recorded: "steady" },
  "1h": { length: hours(1), recorded: "fast" },
  "2h": { length: hours(2), recorded: "steady" },
  "6h": { length: hours(6), recorded: "steady" },
  "1d": { length: days(1), recorded: "counted" },
  "3d": { length: days(3), recorded: "counted" },
} as const satisfies Readonly<Record<string, WindowFacts>>;

type UsualWindow = keyof typeof TABLE;

declare const own: unique symbol;

/** A window that only an author's own burn conditions have, by its length in its largest whole unit: `15m`, `36h`. */
type OwnWindow = string & { readonly [own]: true };

/** A window that burn is read over, by the name that people, labels and series have for it. */
export type BurnWindow = UsualWindow | OwnWindow;

/**
 * The window of a length, which has one name however an author writes it: `60m` is `1h`.
 *
 * @param length - whole seconds, above 0
 * @throws RangeError for fractions of a second, which no window has
 */
export function burnWindowOf(length: Seconds): BurnWindow {
  const name = inOneUnit(length);
  if (isUsual(name) || isOwn(name)) return name;
  throw new RangeError(`${name} is no burn window`);
}

function inOneUnit(length: Seconds): string {
  const unit = [days(1), hours(1), minutes(1)].find((each) => length % each === 0);
  if (unit === undefined) return `${length}s`;
  return `${length / unit}${printPromDuration(unit).slice(1)}`;
}

/** What is known of a burn window. */
export const burnWindow = (window: BurnWindow): WindowFacts => (isUsual(window) ? TABLE[window] : ownFacts(window));

/** Up to here an own window is read from the counters every 30 s: an hour of them is what a page costs anyway. */
const FAST_UP_TO = hours(1);

/** A day of counters every 2 min would cost as much as all other windows together. */
const STEADY_BELOW = days(1);

function ownFacts(window: OwnWindow): WindowFacts {
  const length = parsePromDuration(window);
  if (length === undefined) throw new RangeError(`${window} is no burn window`);
  if (length <= FAST_UP_TO) return { length, recorded: "fast" };
  return { length, recorded: length < STEADY_BELOW ? "steady" : "counted" };
}

/** How long a burn window is. */
export const windowLength = (window: BurnWindow): Seconds => burnWindow(window).length;

const isUsual = (name: string): name is UsualWindow => Object.hasOwn(TABLE, name);

/** Whether only the burn conditions of some author have this window. */
export const isOwn = (name: string): name is OwnWindow => !isUsual(name) && parsePromDuration(name) !== undefined;

/** The burn windows of any objective, shortest first. */
export const BURN_WINDOWS: readonly UsualWindow[] = Object.keys(TABLE).filter(isUsual);

/** The burn windows among some that are recorded in one way, in their order. */
export const windowsRecorded = (
  as: WindowFacts["recorded"],
  among: readonly BurnWindow[] = BURN_WINDOWS,
): readonly BurnWindow[] => among.filter((window) => burnWindow(window).recorded === as);

/** Whether a window is so long that rules read it from the counters half-hourly at most. */
export const isCounted = (window: BurnWindow): boolean => burnWindow(window).recorded === "counted";

/** The first window that shows an incident: the shortest that survives a missed scrape. */
export const SHORTEST_WINDOW: RateWindow = "5m";

/** How far back the longest burn window looks. */
export const LONGEST_LOOK_BACK: Seconds = windowLength(BURN_WINDOWS.at(-1) ?? SHORTEST_WINDOW);

/**
 * A group without any event in this window is usually a route that was removed: what it once spent says nothing of the
 * present, so it has no budget until it is used again.
 */
export const GROUP_LIVES_FOR: BurnWindow = "1d";

/** What a reading is of: a burn window, or the SLO's own. */
export type ReadWindow = BurnWindow | "slo";
