import { printBounds, printDuration, printEvents, printSmallShare } from "../../core/budget/print.ts";
import { shareBounds } from "../../core/budget/share-bounds.ts";
import type { NoDataReason } from "../../core/objective/reading.ts";
import type { SloGroupView, SloView } from "../../service/http/view.ts";

// What keeps a number from being the whole truth, in words: what is not known is never drawn as good.

const REASONS: Readonly<Record<NoDataReason, string>> = {
  "no-traffic": "nothing happens: there are no events to judge",
  stale: "the newest sample is too old",
  insufficient: "too little was observed yet",
  unreachable: "Prometheus gives no answer",
  invalid: "what Prometheus answers is no number of events",
  excluded: "what happens does not count at present",
};

/** Why nothing is known of an SLO; null where something is. */
export function whyNoData({ state, note, missing }: SloView): string | null {
  if (state !== "no-data") return null;
  const reason = missing["slo"] ?? missing["5m"];
  if (reason === "unreachable" && note !== null) return `${REASONS[reason]}: ${note}`;
  return note ?? (reason === undefined ? null : REASONS[reason]);
}

/** Why there is no burn over a window, or null. */
export const whyNoBurn = ({ missing }: SloView, window: string): string | null => {
  const reason = missing[window];
  return reason === undefined ? null : REASONS[reason];
};

/** What is left of a budget is as of the newest sample while no data comes in; null while it does. */
export function frozenFor({ state, budget, ageSeconds }: SloView): string | null {
  if (state !== "no-data" || budget.remaining === null || ageSeconds === null) return null;
  return `as of ${printDuration(ageSeconds)} ago`;
}

/** Less than this is a part of the window, and said to be. */
const WHOLE = 0.95;

/** How much of the SLO window is known, where it is not nearly all; else null. */
export function knownPart({ coverage, windowSeconds }: SloView): string | null {
  if (coverage >= WHOLE) return null;
  return `${printDuration(coverage * windowSeconds)} of ${printDuration(windowSeconds)} known`;
}

/** One bad event that costs more of the budget is worth saying. */
const DEAR = 0.05;

/** What a single bad event takes of the budget, where that is much; else null. */
export function lowTraffic({ budget: { remaining, badEventsLeft } }: Pick<SloView, "budget">): string | null {
  if (remaining === null || badEventsLeft === null || remaining === 0) return null;
  const cost = remaining / badEventsLeft;
  return cost > DEAR && Number.isFinite(cost) ? `1 bad event = ${printSmallShare(cost)} of the budget` : null;
}

/** Two-sided 95 %. */
const SURE = 1.96;
/** Of the others the counts are no events that happen each on its own: seconds of a probe, rates of any kind. */
const COUNTS_EVENTS: readonly SloView["indicator"][] = ["events", "latency"];

/**
 * Within which bounds the share of good events over a window is known, where it is of few events: one more bad one would
 * cost much of what the target allows. Null where there are enough, or none.
 */
export function goodBounds(slo: SloGroupView, window: string): string | null {
  const [errorRatio, events] = [slo.errorRatios[window] ?? null, slo.totals[window] ?? null];
  if (!COUNTS_EVENTS.includes(slo.indicator) || errorRatio === null || events === null || events <= 0) return null;
  if (1 / events <= DEAR * (1 - slo.target)) return null;
  return `${printBounds(shareBounds(1 - errorRatio, events, SURE))} with ${printEvents(events)} events`;
}
