import {
  NO_NUMBER,
  printBudgetLeft,
  printBurnRate,
  printDuration,
  printEvents,
  printTarget,
} from "../../core/budget/print.ts";
import { printLatency } from "../../core/units/latency.ts";
import { seconds } from "../../core/units/seconds.ts";
import type { SloView } from "../../service/http/view.ts";

// Numbers as the whole of Headroom prints them; what has none says so.

export const budgetLeft = ({ budget }: SloView): string =>
  budget.remaining === null ? NO_NUMBER : printBudgetLeft(budget.remaining);

export const burn = (rate: number | null | undefined): string =>
  rate === null || rate === undefined ? NO_NUMBER : printBurnRate(rate);

/** The budget as time in which everything may fail: `8h 54m of 21h 36m`. */
export function budgetAsTime({ budget, target, windowSeconds }: SloView): string {
  const whole = (1 - target) * windowSeconds;
  return budget.remaining === null
    ? `of ${printDuration(whole)}`
    : `${printDuration(whole * budget.remaining)} of ${printDuration(whole)}`;
}

/** The budget as bad events that may still happen. */
export function budgetAsEvents({ budget }: SloView): string {
  if (budget.badEventsLeft === null) return "in bad events: not known";
  const left = budget.badEventsLeft;
  return left < 0 ? `${printEvents(-left)} bad events too many` : `${printEvents(left)} bad events left`;
}

/** So much of an hour must have been seen for it to say where things go. */
const LEAST_OF_HOUR = 0.9;

export const isHourSeen = ({ coverages }: Pick<SloView, "coverages">): boolean =>
  (coverages["1h"] ?? 0) >= LEAST_OF_HOUR;

/** Seconds until the budget is empty; null where it does not shrink, or where too little was seen to tell. */
export const projected = (slo: Pick<SloView, "budget" | "coverages">): number | null =>
  isHourSeen(slo) ? slo.budget.secondsToExhaustion : null;

export function emptyIn(slo: SloView): string {
  const { remaining } = slo.budget;
  if (remaining !== null && remaining <= 0) return "empty";
  const inSeconds = projected(slo);
  return inSeconds === null ? NO_NUMBER : `in ${printDuration(inSeconds)}`;
}

export const promise = ({ target, window }: Pick<SloView, "target" | "window">): string =>
  `${printTarget(target)} / ${window}`;

/** The values of the labels that split an SLO. */
export const groupOf = ({ by }: Pick<SloView, "by">): string =>
  Object.entries(by)
    .map(([label, value]) => `${label}=${value === "" ? '""' : value}`)
    .join(", ");

/** A latency with three digits, which is more than a histogram knows. */
export const printSeconds = (value: number): string =>
  value === 0 ? "0" : printLatency(seconds(Number(value.toPrecision(3))));

/** Replicas as they are decided, with at most two digits: what autoscalers round up. */
export const replicas = (count: number | null): string =>
  count === null ? NO_NUMBER : String(Math.ceil(count * 100) / 100);
