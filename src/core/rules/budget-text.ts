import type { BurnCondition } from "../objective/alert-policy.ts";
import { errorBudget, type Objective } from "../objective/objective.ts";
import { nominalLength, printWindow, type SloWindow } from "../objective/slo-window.ts";
import { budgetSpent } from "../budget/burn.ts";
import { formatNumber } from "../promql/format-number.ts";
import { errorRatioSeries, RECORDED, totalEventsSeries } from "../sli/series-names.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { countedFrom } from "../sli/counted-from.ts";
import { ALERT_VALUE, ask, askGroup, DURATION, groupQuery, PERCENT, PERCENT_OF_BUDGET, queryText, scaledValue, TIMES } from "./template.ts";

/** How much of the window must be known before the text names a share of its budget. */
const KNOWN_FROM = 0.5;

/** `30d budget`, `month's budget`. */
export const budgetName = (window: SloWindow): string => (window.kind === "rolling" ? `${printWindow(window)} budget` : `${printWindow(window)}'s budget`);

/** `41.2% of the 30d budget left, gone in 13h 38m`, in the words that fit what is known. */
export function budgetLeft(objective: Objective): string {
  const { window } = objective;
  const unknown = `a full ${budgetName(window)} lasts ${fullBudgetLasts(objective)} at this rate`;
  if (window.kind === "calendar") return unknown;
  const { rateWindow, samples } = countedFrom(window);
  const observed = `count_over_time(${totalEventsSeries(rateWindow)}{}[${printPromDuration(window.length)}])`;
  const left = `${RECORDED.budgetRemaining}{} * 100 and ${observed} >= ${Math.ceil(samples * KNOWN_FROM)}`;
  const secondsPerPercent = (window.length / 100) * errorBudget(objective);
  const gone = ask(queryText(`%.12g * ${formatNumber(secondsPerPercent)} / %.12g`, "$left", ALERT_VALUE), DURATION);
  const over = ask(queryText("0 - %.12g", "$left"), PERCENT_OF_BUDGET);
  return [
    `{{ with query ${groupQuery(objective, left)} }}{{ $left := . | first | value }}`,
    `{{ if gt $left 0.0 }}{{ $left | ${PERCENT_OF_BUDGET} }} of the ${budgetName(window)} left, gone in ${gone}`,
    `{{ else }}none of the ${budgetName(window)} left, overspent by ${over}{{ end }}`,
    `{{ else }}budget left not known yet, ${unknown}{{ end }}`,
  ].join("");
}

/** What the windows of the conditions cost, against what they alert at: `the last 1h cost 3.2% of the 30d budget (alerts from 2%)`. */
export function budgetCosts(objective: Objective, conditions: readonly BurnCondition[]): string {
  const sloWindow = nominalLength(objective.window);
  const costs = conditions.map(({ longWindow, above }) => {
    const factor = (longWindow / sloWindow / errorBudget(objective)) * 100;
    const cost = askGroup(objective, `${errorRatioSeries(longWindow)}{} * ${formatNumber(factor)}`, PERCENT, "an unknown share");
    const from = formatNumber(Number((budgetSpent(above, longWindow, sloWindow) * 100).toPrecision(3)));
    return `the last ${printPromDuration(longWindow)} cost ${cost} of the ${budgetName(objective.window)} (alerts from ${from}%)`;
  });
  return costs.join("; ");
}

const fullBudgetLasts = (objective: Objective): string =>
  ask(queryText(`${formatNumber(nominalLength(objective.window) * errorBudget(objective))} / %.12g`, ALERT_VALUE), DURATION);

/** `burning 21.7x` */
export const burning = (objective: Objective): string => `burning ${scaledValue(1 / errorBudget(objective), TIMES)}`;
