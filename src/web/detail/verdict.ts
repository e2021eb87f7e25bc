import { printBurnRate, printDuration } from "../../core/budget/print.ts";
import type { SloView } from "../../service/http/view.ts";
import { budgetLeft } from "../components/printed.ts";

/** How an SLO stands, in one sentence, for whoever was just woken up. */
export function verdict(slo: SloView): string {
  const { state, burnRates, budget, exclusion } = slo;
  if (exclusion !== null) return `Nothing counts at present: ${exclusion.reason ?? "the spec excludes it"}.`;
  const fast = burnRates["1h"];
  const pace = fast === null || fast === undefined ? "at an unknown pace" : printBurnRate(fast);
  const end =
    budget.secondsToExhaustion === null
      ? ""
      : ` The budget is empty in ${printDuration(budget.secondsToExhaustion)} unless it slows.`;
  switch (state) {
    case "burning":
      return `Burning ${pace}: fast enough to page.${end}`;
    case "exhausted":
      return `The error budget is used up (${budgetLeft(slo)} left).`;
    case "at-risk":
      return `${budgetLeft(slo)} of the budget is left, burning ${pace}.${end}`;
    case "no-data":
      return `Nothing is known about it: ${slo.note ?? "no data comes in"}.`;
    case "healthy":
      return `${budgetLeft(slo)} of the budget is left, burning ${pace}.${end}`;
  }
}
