import { type BurnRate, burnRate } from "../units/burn-rate.ts";
import type { Ratio } from "../units/ratio.ts";
import { days, type Seconds } from "../units/seconds.ts";
import { BURN_WINDOWS, type BurnWindow, isOwn, windowLength } from "./burn-window.ts";

/** How an alert reaches people: a `page` wakes somebody, a `ticket` waits for working hours. */
export type Severity = "page" | "ticket";

/** How soon a burn is noticed; Alertmanager silences the slow one under the fast one, whatever these are called. */
export const TIERS: Readonly<Record<Severity, "fast" | "slow">> = { page: "fast", ticket: "slow" };

/** Both windows must burn above the same rate: the long one proves that it matters, the short one that it goes on. */
export interface BurnCondition {
  readonly shortWindow: BurnWindow;
  readonly longWindow: BurnWindow;
  readonly above: BurnRate;
  readonly severity: Severity;
}

/** When and how an objective alerts; defaults are already filled in. */
export interface AlertPolicy {
  /** Conditions that are switched on; empty when neither pages nor tickets are wanted. */
  readonly burn: readonly BurnCondition[];
  readonly exhausted: Severity | "off";
  readonly noData: Severity | "off";
  /** Bad events that a page's long window must hold, so that one failure at night wakes nobody. */
  readonly minBadEvents: number;
}

/** The windows that only these conditions read, shortest first. */
export const ownWindows = (burn: readonly BurnCondition[]): readonly BurnWindow[] =>
  [...new Set(burn.flatMap(({ shortWindow, longWindow }) => [shortWindow, longWindow]))]
    .filter(isOwn)
    .toSorted((a, b) => windowLength(a) - windowLength(b));

/** Every window that the burn of an objective with this policy is read over. */
export const windowsOf = ({ burn }: Pick<AlertPolicy, "burn">): readonly BurnWindow[] => [
  ...BURN_WINDOWS,
  ...ownWindows(burn),
];

interface BurnRow {
  /** The row holds for SLO windows of at least this length. */
  readonly sloWindowFrom: Seconds;
  readonly conditions: readonly BurnCondition[];
}

const condition = (
  shortWindow: BurnWindow,
  longWindow: BurnWindow,
  above: number,
  severity: Severity,
): BurnCondition => ({ shortWindow, longWindow, above: burnRate(above), severity });

/**
 * Burn rates that alert, by length of the SLO window, the fastest first; none is below 1, the sustainable rate.
 *
 * @see Google SRE Workbook, chapter 5, table 5-8: 2 % of a 30 d budget in 1 h, 5 % in 6 h, 10 % in 1 d and 3 d
 * @see slok/sloth, its 7 d windows: 8, 12.5, 20 and 42 % of the budget (the last rounded up to the sustainable rate)
 * Below 7 d: 30 % of a day's budget in 1 h and 50 % in 6 h; slower burns exhaust it before a ticket is read.
 */
export const BURN_TABLE: readonly BurnRow[] = [
  {
    sloWindowFrom: days(28),
    conditions: [
      condition("5m", "1h", 14.4, "page"),
      condition("30m", "6h", 6, "page"),
      condition("2h", "1d", 3, "ticket"),
      condition("6h", "3d", 1, "ticket"),
    ],
  },
  {
    sloWindowFrom: days(7),
    conditions: [
      condition("5m", "1h", 13.44, "page"),
      condition("30m", "6h", 3.5, "page"),
      condition("2h", "1d", 1.4, "ticket"),
      condition("6h", "3d", 1, "ticket"),
    ],
  },
  {
    sloWindowFrom: days(1),
    conditions: [condition("5m", "1h", 7.2, "page"), condition("30m", "6h", 2, "page")],
  },
];

/**
 * The default conditions for an SLO window of this length and a target. No burn exceeds 1 / (1 - target), so for
 * lenient targets the table's rates are out of reach, or nearly: the fastest condition alerts at the latest when half
 * of the promised events fail, and the others above 1 follow it in even steps down to the sustainable rate. With a
 * target of 90 % these are 55 %, 40 % and 25 % of all events; from 96.4 % on the table stands as it is.
 *
 * @throws RangeError below one day
 */
export function defaultBurnConditions(sloWindow: Seconds, target: Ratio): readonly BurnCondition[] {
  const row = BURN_TABLE.find((candidate) => sloWindow >= candidate.sloWindowFrom);
  if (row === undefined) throw new RangeError(`SLO windows start at 1d, got ${sloWindow} s`);
  const steps = row.conditions.filter(({ above }) => above > 1).length;
  return row.conditions.map((one, i) => ({
    ...one,
    above: burnRate(Math.min(one.above, latestAt(target, LATEST_SHARE * Math.max(0, 1 - i / steps)))),
  }));
}

/** Of the promised events: at the latest when so many fail, somebody is called. */
const LATEST_SHARE = 0.5;

/** The burn rate at which a share of the promised events fails besides those that may, down to a thousandth. */
function latestAt(target: Ratio, share: number): number {
  // 1 - 0.9 is 0.09999999999999998 in binary, and half of what is left is to be 5.5 times.
  const budget = Number((1 - target).toPrecision(12));
  return Math.floor((1 + (share * target) / budget) * 1000 + 1e-6) / 1000;
}
