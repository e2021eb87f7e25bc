import type { FiringSince } from "../../core/budget/replay.ts";
import { printBurnRate, printDuration } from "../../core/budget/print.ts";
import type { SloView } from "../../service/http/view.ts";
import { printMoment } from "../components/moment.ts";
import { whyNoData } from "../components/no-data.ts";
import { budgetLeft, projected } from "../components/printed.ts";

/**
 * How an SLO stands, in one sentence, for whoever was just woken up.
 *
 * @param since - when it began to burn fast enough to page, where the history tells
 */
export function verdict(slo: SloView, since?: FiringSince): string {
  const { state, burnRates, exclusion } = slo;
  if (exclusion !== null) return `Nothing counts at present: ${exclusion.reason ?? "the spec excludes it"}.`;
  const fast = burnRates["1h"];
  const pace = fast === null || fast === undefined ? "at an unknown pace" : printBurnRate(fast);
  const inSeconds = projected(slo);
  const end = inSeconds === null ? "" : ` The budget is empty in ${printDuration(inSeconds)} unless it slows.`;
  switch (state) {
    case "burning":
      return `Burning ${pace}${sinceWhen(slo, since)}: fast enough to page.${end}`;
    case "exhausted":
      return `The error budget is used up (${budgetLeft(slo)} left).`;
    case "at-risk":
      return `${budgetLeft(slo)} of the budget is left, burning ${pace}.${end}`;
    case "no-data":
      return `Nothing is known about it: ${whyNoData(slo) ?? "no data comes in"}.`;
    case "healthy":
      return `${budgetLeft(slo)} of the budget is left, burning ${pace}.${end}`;
  }
}

function sinceWhen({ at }: SloView, since: FiringSince | undefined): string {
  if (since === undefined) return "";
  return ` since ${since.isBefore ? "before " : ""}${printMoment(since.ms, Date.parse(at))}`;
}
