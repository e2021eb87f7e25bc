import { days, hours, minutes, type Seconds } from "../units/seconds.ts";

/**
 * A window whose event rates are recorded, so that longer ones are counted from them: every 30 s over five minutes,
 * every half hour over half an hour.
 */
export type RateWindow = "5m" | "30m";

/**
 * How long a window is, and how rules record its error ratio: `fast`, straight from the counters every 30 s, because
 * pages hang on it; `steady`, straight from the counters too, but every 2 min: the longest of them is the dearest of
 * all to read, and in 2 min neither moves much; `averaged`, every 2 min from rates that were recorded before.
 */
type WindowFacts = { readonly length: Seconds } & (
  | { readonly recorded: "fast" | "steady" }
  | { readonly recorded: "averaged"; readonly averagedFrom: RateWindow }
);

/**
 * Every window that burn is read over, shortest first: those that a spec may name, that rules record and the ledger
 * counts. What each costs Prometheus stands in decision 0006. From a day on half-hourly rates do: 48 samples in the
 * place of 2,880, and the newest half hour is 2 % of a day.
 */
const TABLE = {
  "5m": { length: minutes(5), recorded: "fast" },
  "30m": { length: minutes(30), recorded: "steady" },
  "1h": { length: hours(1), recorded: "fast" },
  "2h": { length: hours(2), recorded: "averaged", averagedFrom: "5m" },
  "6h": { length: hours(6), recorded: "steady" },
  "1d": { length: days(1), recorded: "averaged", averagedFrom: "30m" },
  "3d": { length: days(3), recorded: "averaged", averagedFrom: "30m" },
} as const satisfies Readonly<Record<string, WindowFacts>>;

/** A window that burn is read over, by the name that people, labels and series have for it. */
export type BurnWindow = keyof typeof TABLE;

/** What is known of a burn window. */
export const burnWindow = (window: BurnWindow): WindowFacts => TABLE[window];

/** How long a burn window is. */
export const windowLength = (window: BurnWindow): Seconds => TABLE[window].length;

const isBurnWindow = (name: string): name is BurnWindow => Object.hasOwn(TABLE, name);

/** All burn windows, shortest first. */
export const BURN_WINDOWS: readonly BurnWindow[] = Object.keys(TABLE).filter(isBurnWindow);

/** The burn windows that are recorded in one way, shortest first. */
export const windowsRecorded = (as: WindowFacts["recorded"]): readonly BurnWindow[] =>
  BURN_WINDOWS.filter((window) => TABLE[window].recorded === as);

/** Whether a window knows only what rules have recorded before, and nothing of the time before an installation. */
export const isAveraged = (window: BurnWindow): boolean => TABLE[window].recorded === "averaged";

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
