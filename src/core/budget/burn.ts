import type { Ratio } from "../units/ratio.ts";
import { type BurnRate, burnRate } from "../units/burn-rate.ts";
import type { Seconds } from "../units/seconds.ts";

/**
 * 1 - 0.999 is 0.0010000000000000009 in binary; a budget that is spent to the last event must read as exactly spent.
 */
const budgetOf = (target: Ratio): number => Math.round((1 - target) * 1e12) / 1e12;

/**
 * How fast a budget is spent: the error ratio over the error budget.
 *
 * @param errorRatio - bad / total over some window
 * @param target - the objective's target, below 1
 * @returns a multiple of the sustainable rate; at most {@link maxBurnRate}
 * @throws RangeError for a target of 1, which has no budget
 * @see Google SRE Workbook, chapter 5, "Alert on Burn Rate"
 */
export function toBurnRate(errorRatio: Ratio, target: Ratio): BurnRate {
  if (target >= 1) throw new RangeError("a target of 100 % has no error budget");
  return burnRate(errorRatio / budgetOf(target));
}

/** The burn rate when every event is bad: 10x for a target of 90 %. A threshold above it never fires. */
export const maxBurnRate = (target: Ratio): BurnRate => burnRate(1 / budgetOf(target));

/** Share of the whole budget that burning at `rate` for `length` spends. 1 is all of it; may exceed 1. */
export const budgetSpent = (rate: BurnRate, length: Seconds, sloWindow: Seconds): number => (rate * length) / sloWindow;

/**
 * What is left of the budget, from counts over the SLO window.
 *
 * @param bad - events, of the `total` ones
 * @param target - the objective's target, below 1
 * @returns 1 = untouched, 0 = used up, negative = overspent; undefined when nothing happened
 */
export function shareLeft(bad: number, total: number, target: Ratio): number | undefined {
  return total > 0 ? 1 - bad / total / budgetOf(target) : undefined;
}
