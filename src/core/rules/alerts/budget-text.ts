import { BUDGET_LEFT } from "../../budget/print.ts";
import { budgetSpent } from "../../budget/burn.ts";
import type { BurnCondition } from "../../objective/alert-policy.ts";
import { type BurnWindow, burnWindow, isCounted, windowLength } from "../../objective/burn-window.ts";
import { errorBudget, type Objective } from "../../objective/objective.ts";
import { nominalLength, printWindow, type SloWindow } from "../../objective/slo-window.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { errorRatioSeries, RECORDED, totalEventsSeries } from "../../sli/series-names.ts";
import { printPromDuration } from "../../units/prom-duration.ts";
import { queryInText, calculated, groupQuery, scaledValue } from "../elements/query-in-text.ts";
import { countedFrom } from "../../sli/counted-from.ts";
import { halfOf } from "../elements/recorded.ts";
import { DURATION_FORMAT, PERCENT_FORMAT, TIMES_FORMAT } from "../elements/number-format.ts";
import { join, type Shown, text, type Text } from "../elements/text.ts";

type RollingWindow = Extract<SloWindow, { kind: "rolling" }>;

/** How much of the window must be known before a text names a share of its budget. */
const KNOWN_FROM = 0.5;

/** `30d budget`, `month's budget`. */
export const budgetName = (window: SloWindow): string =>
  window.kind === "rolling" ? `${printWindow(window)} budget` : `${printWindow(window)}'s budget`;

/** `burning 21.7x` */
export const burningText = (objective: Objective): Text =>
  text`burning ${scaledValue(1 / errorBudget(objective), TIMES_FORMAT)}`;

/** `41.2% of the 30d budget left, gone in 13h 38m`, or the words that fit when less is known or left. */
export function budgetLeftText(objective: Objective): Text {
  const { window } = objective;
  const lasts = text`a full ${budgetName(window)} lasts ${fullBudgetLasts(objective)} at this rate`;
  if (window.kind === "calendar") return lasts;
  return leftOf(objective, window, text`, ${lasts}`, text`, gone in ${goneIn(objective, window.length)}`);
}

/** The same of a burn that is over: `41.2% of the 30d budget left`; nothing of a calendar window, which no rule counts. */
export const budgetLeftAfterText = (objective: Objective): Text =>
  objective.window.kind === "calendar" ? text`` : leftOf(objective, objective.window, text``, text``);

/**
 * @param whereUnknown - what more is said while too little of the window is known
 * @param whereLeft - what more is said while something is left
 */
function leftOf(objective: Objective, window: RollingWindow, whereUnknown: Text, whereLeft: Text): Text {
  const unknown = text`${BUDGET_LEFT} not known yet${whereUnknown}`;
  const some = text`${left(PERCENT_FORMAT.template, PERCENT_FORMAT.plain)} of the ${budgetName(window)} left${whereLeft}`;
  const none = text`none of the ${budgetName(window)} left, overspent by ${overspent()}`;
  const { rateWindow, samples } = countedFrom(window);
  const observed = `count_over_time(${totalEventsSeries(rateWindow)}{}[${printPromDuration(window.length)}])`;
  const query = groupQuery(
    objective,
    `${RECORDED.budgetLeft}{} * 100 and ${observed} >= ${Math.ceil(samples * KNOWN_FROM)}`,
  );
  return {
    template: [
      `{{ with query ${query} }}{{ $left := . | first | value }}`,
      `{{ if gt $left 0.0 }}${some.template}{{ else }}${none.template}{{ end }}`,
      `{{ else }}${unknown.template}{{ end }}`,
    ].join(""),
    plain: (shown) => (shown.budgetLeft === undefined ? unknown : shown.budgetLeft > 0 ? some : none).plain(shown),
  };
}

/**
 * What the long windows cost, against what they alert at: `the last 1h cost 3.2% of the 30d budget (alerts from 2%)`.
 */
export const budgetCostText = (objective: Objective, conditions: readonly BurnCondition[]): Text =>
  join(
    conditions.map((condition) => costText(objective, condition, conditions)),
    "; ",
  );

function costText(objective: Objective, { longWindow, above }: BurnCondition, all: readonly BurnCondition[]): Text {
  const sloWindow = nominalLength(objective.window);
  // Tests are too short to fill half a day, so there the cost of days is not known.
  const foretell = ({ errorRatio }: Shown): number | undefined =>
    isCounted(longWindow) ? undefined : errorRatio * costFactor(objective, longWindow);
  const query = groupQuery(objective, costQuery(objective, longWindow, all));
  const cost = queryInText(query, foretell, PERCENT_FORMAT, text`an unknown share`);
  const spent = budgetSpent(above, windowLength(longWindow), sloWindow) * 100;
  const from = formatNumber(Number(spent.toPrecision(3)));
  return text`the last ${longWindow} cost ${cost} of the ${budgetName(objective.window)} (alerts from ${from}%)`;
}

/** Percent of the budget that an error ratio of 1 over a window costs. */
const costFactor = (objective: Objective, window: BurnWindow): number =>
  (windowLength(window) / nominalLength(objective.window) / errorBudget(objective)) * 100;

function costQuery(objective: Objective, longWindow: BurnWindow, all: readonly BurnCondition[]): string {
  const costOf = (window: BurnWindow): string =>
    `${errorRatioSeries(window)}{} * ${formatNumber(costFactor(objective, window))}`;
  const cost = costOf(longWindow);
  switch (burnWindow(longWindow).recorded) {
    case "fast":
      return cost;
    case "steady": {
      // Hours are read every 2 min, a fast burn outruns them: what their last hour cost is part of their cost.
      const newest = all.find((other) => isFasterPart(other.longWindow, longWindow))?.longWindow;
      return newest === undefined ? cost : `${cost} > ${costOf(newest)} or ${costOf(newest)}`;
    }
    case "counted": {
      const known = `count_over_time(${totalEventsSeries("5m")}{}[${longWindow}]) >= ${halfOf(windowLength(longWindow))}`;
      return `${cost} and ${known}`;
    }
  }
}

const isFasterPart = (window: BurnWindow, whole: BurnWindow): boolean =>
  windowLength(window) < windowLength(whole) && burnWindow(window).recorded === "fast";

const left = (template: string, plain: (value: number) => string): Text => ({
  template: `{{ $left | ${template} }}`,
  plain: (shown) => plain(shown.budgetLeft ?? 0),
});

const overspent = (): Text =>
  queryInText(calculated("0 - %.12g", "$left"), (shown) => 0 - (shown.budgetLeft ?? 0), PERCENT_FORMAT);

function goneIn(objective: Objective, length: number): Text {
  const secondsPerPercent = (length / 100) * errorBudget(objective);
  return queryInText(
    calculated(`%.12g * ${formatNumber(secondsPerPercent)} / %.12g`, "$left", "$value"),
    (shown) => ((shown.budgetLeft ?? 0) * secondsPerPercent) / shown.value,
    DURATION_FORMAT,
  );
}

function fullBudgetLasts(objective: Objective): Text {
  const budget = nominalLength(objective.window) * errorBudget(objective);
  return queryInText(
    calculated(`${formatNumber(budget)} / %.12g`, "$value"),
    ({ value }) => budget / value,
    DURATION_FORMAT,
  );
}
