import type { ReadWindow } from "../objective/burn-window.ts";
import type { NoDataReason, Reading } from "../objective/reading.ts";
import type { Instant } from "../units/instant.ts";
import { ratio, type Ratio } from "../units/ratio.ts";
import type { Seconds } from "../units/seconds.ts";
import { toBurnRate } from "./burn.ts";
import type { WindowStatus } from "./status.ts";

/** Events of one window, `bad` ones among the `total`, and how much of it was observed. */
export interface WindowCounts {
  readonly window: ReadWindow;
  readonly length: Seconds;
  readonly bad: number;
  readonly total: number;
  /** The share of it that is known, 0..1: observed, or excluded. */
  readonly coverage: number;
  /** The share of it that does not count, 0..1. */
  readonly excluded: number;
}

/** Half of a short window must have been observed for a number to stand for it. */
const LEAST_COVERAGE = 0.5;
/** A new service shows a budget after 7 hours of 30 days, with its coverage beside it; a wiped database shows none. */
export const LEAST_SLO_COVERAGE = 0.01;
/** A window that was observed less than this can raise an alarm but never clear one. */
export const COVERAGE_TO_CLEAR = 0.9;

/** Where so much of a window does not count, that is the reason why nothing was counted in it. */
const LEAST_EXCLUDED = 0.5;

/** What the readings of an objective have in common. */
export interface ReadingContext {
  readonly target: Ratio;
  /** Why no window can be read at all, if so. */
  readonly noReading: NoDataReason | undefined;
  /** The newest raw sample: what the readings are of. */
  readonly newest: Instant;
}

/** Why a window has no number; undefined when it has one. */
export function whyNoNumber(counts: WindowCounts, noReading: NoDataReason | undefined): NoDataReason | undefined {
  if (noReading !== undefined) return noReading;
  if (counts.coverage < (counts.window === "slo" ? LEAST_SLO_COVERAGE : LEAST_COVERAGE)) return "insufficient";
  if (counts.total > 0) return undefined;
  return counts.excluded >= LEAST_EXCLUDED ? "excluded" : "no-traffic";
}

/** The counts as readings: a number only where it stands for something. */
export function toWindowStatus(counts: WindowCounts, context: ReadingContext): WindowStatus {
  const { window, bad, total, coverage, excluded } = counts;
  const reason = whyNoNumber(counts, context.noReading);
  const facts = { window, bad, total, coverage, excluded };
  if (reason !== undefined) {
    const none = { kind: "noData", reason } as const;
    return { ...facts, burnRate: none, errorRatio: none };
  }
  const errorRatio = errorRatioOf(counts);
  const value = <T>(of: T): Reading<T> => ({ kind: "value", value: of, at: context.newest });
  return { ...facts, burnRate: value(toBurnRate(errorRatio, context.target)), errorRatio: value(errorRatio) };
}

/**
 * Bad events among all. Bad events that are scraped a moment before their total may exceed it; more than all
 * events cannot be bad.
 */
const errorRatioOf = ({ bad, total }: Pick<WindowCounts, "bad" | "total">): Ratio => ratio(Math.min(1, bad / total));
