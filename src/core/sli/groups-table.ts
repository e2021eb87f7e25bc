import { type BurnWindow, burnWindow } from "../objective/burn-window.ts";
import { escapeRegex } from "../promql/merged-selector.ts";
import { days, hours, minutes, seconds, type Seconds } from "../units/seconds.ts";

/** The kinds of rule groups, and how often Prometheus evaluates each. */
export const GROUP_INTERVALS = {
  /** Pages hang on it. */
  fast: seconds(30),
  /** Steadier ratios, tickets, and the budget. */
  slow: minutes(2),
  /** Whether the other groups are evaluated. */
  watch: minutes(2),
  /** One sample for each half hour, so that 30 d are 1,440 of them; and what is counted over a day. */
  history: minutes(30),
  /** What is counted over days, … */
  week: hours(1),
  /** … weeks, … */
  month: hours(3),
  /** … months, … */
  quarter: hours(9),
  /** … and a year. */
  year: days(1),
} as const satisfies Readonly<Record<string, Seconds>>;

/** What a group is for. */
export type GroupKind = keyof typeof GROUP_INTERVALS;

/** A group that each objective has for itself. */
type OwnGroup = "fast" | "slow";

/** The groups of an objective. */
export const OWN_GROUPS = ["fast", "slow"] as const satisfies readonly OwnGroup[];

/** A group that the objectives of a service share: nothing waits for it, and rulers limit groups. */
export type SharedGroup = Exclude<GroupKind, OwnGroup | "watch">;

/** The groups that objectives share, the most frequent first. */
export const SHARED_GROUPS = ["history", "week", "month", "quarter", "year"] as const satisfies readonly SharedGroup[];

/**
 * The group that counts a window from its raw samples, by the length up to which it does. A longer window is counted
 * less often, so that it costs no more than a month does: 24 counters at 30 s are 2 million samples of it, at least
 * 0.13 s of a core, every 3 hours. A count is at most a 24th of its window old.
 */
const COUNTED_BY: readonly { readonly upTo: Seconds; readonly group: SharedGroup }[] = [
  { upTo: days(1), group: "history" },
  { upTo: days(7), group: "week" },
  { upTo: days(31), group: "month" },
  { upTo: days(93), group: "quarter" },
];

/** The group that counts a window of this length from its raw samples. */
export const countingGroup = (length: Seconds): SharedGroup =>
  COUNTED_BY.find(({ upTo }) => length <= upTo)?.group ?? "year";

/** How often a burn window is read from the raw samples. */
export function readEvery(window: BurnWindow): Seconds {
  const { length, recorded } = burnWindow(window);
  switch (recorded) {
    case "fast":
      return GROUP_INTERVALS.fast;
    case "steady":
      return GROUP_INTERVALS.slow;
    case "counted":
      return GROUP_INTERVALS[countingGroup(length)];
  }
}

/** What is recorded so seldom is read for so many intervals: it outlives two evaluations that fail, or a restart. */
const INTERVALS_KEPT = 3;

/** How long the last sample of a shared group stands. */
export const standsFor = (group: SharedGroup): Seconds => seconds(INTERVALS_KEPT * GROUP_INTERVALS[group]);

/**
 * A group of one objective: `slo:checkout:availability:fast`.
 *
 * @param number - counts the groups of a kind from 1
 */
export const groupName = (
  { service, slo }: { readonly service: string; readonly slo: string },
  group: OwnGroup,
  number: number,
): string => numbered(`slo:${service}:${slo}`, group, number);

/**
 * A group that several objectives of a service share: `slo:checkout:history`, `slo:checkout:2:history`.
 *
 * @param number - counts the groups of a kind from 1
 */
export const sharedGroupName = (service: string, group: SharedGroup, number: number): string =>
  numbered(`slo:${service}`, group, number);

/** The group that watches the others of a service: `slo:checkout:watch`. */
export const watchGroupName = (service: string): string => numbered(`slo:${service}`, "watch", 1);

/** A regular expression for the names of a service's groups of these kinds, however many there are of each. */
export const groupsPattern = (service: string, kinds: readonly GroupKind[]): string =>
  `slo:${escapeRegex(service)}:(.+:)?${kinds.length === 1 ? kinds.join() : `(${kinds.join("|")})`}`;

const numbered = (owner: string, group: string, number: number): string =>
  number === 1 ? `${owner}:${group}` : `${owner}:${number}:${group}`;
