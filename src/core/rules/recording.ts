import {
  BURN_WINDOWS,
  type BurnWindow,
  burnWindow,
  type RateWindow,
  windowLength,
  windowsRecorded,
} from "../objective/burn-window.ts";
import type { Objective } from "../objective/objective.ts";
import { printWindow } from "../objective/slo-window.ts";
import { binary, type Expression, number } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import { shifted } from "../promql/shifted.ts";
import { rawErrorRatio } from "../sli/error-ratio.ts";
import { newestSample } from "../sli/newest-sample.ts";
import { atLeastZero, countedRates } from "../sli/rates.ts";
import { badEventsSeries, errorRatioSeries, RECORDED, totalEventsSeries } from "../sli/series-names.ts";
import type { Seconds } from "../units/seconds.ts";
import { countedFrom } from "../sli/counted-from.ts";
import { identity, overTime, recorded, samplesWithin } from "./elements/recorded.ts";
import type { RecordingRule } from "./elements/rule.ts";

/** Rates of the last 5 minutes, and error ratios of the windows that a new incident moves at once. */
export const fastRecordings = (objective: Objective): readonly RecordingRule[] => [
  ...eventRateRecordings(objective, "5m"),
  ...windowsRecorded("fast").map((window) => record(objective, errorRatioSeries(window), fastRatio(objective, window))),
];

/**
 * The age of the data, and error ratios of the steadier windows: those of hours and days from recorded rates. Averages
 * of rates over equal steps are counts, so their quotient weighs every event alike.
 */
export const slowRecordings = (objective: Objective): readonly RecordingRule[] => [
  record(objective, RECORDED.newestSample, shifted(newestSample(objective.indicator, objective), objective.delay)),
  ...windowsRecorded("steady").map((window) =>
    record(objective, errorRatioSeries(window), rawRatio(objective, windowLength(window))),
  ),
  ...neededWindows(objective).flatMap((window) => {
    const facts = burnWindow(window);
    if (facts.recorded !== "averaged") return [];
    return [record(objective, errorRatioSeries(window), averagedRatio(objective, facts.averagedFrom, facts.length))];
  }),
];

/** None is longer than the SLO window, unless an alert reads it. */
function neededWindows({ window, alerts }: Objective): readonly BurnWindow[] {
  const read = new Set(alerts.burn.flatMap(({ shortWindow, longWindow }) => [shortWindow, longWindow]));
  return BURN_WINDOWS.filter(
    (each) => read.has(each) || window.kind === "calendar" || windowLength(each) <= window.length,
  );
}

/** Rates every half hour, from which long windows are counted. */
export const historyRecordings = (objective: Objective): readonly RecordingRule[] =>
  eventRateRecordings(objective, "30m");

/**
 * What is left of the budget, and the facts about the objective. A calendar window is no range of PromQL: the ledger
 * alone counts it.
 */
export function budgetRecordings(objective: Objective): readonly RecordingRule[] {
  const { target, window } = objective;
  const left = binary(number(1), "-", binary(recorded(objective, RECORDED.windowErrorRatio), "/", number(1 - target)));
  return [
    ...(window.kind === "rolling"
      ? [
          record(
            objective,
            RECORDED.windowErrorRatio,
            averagedRatio(objective, countedFrom(window).rateWindow, window.length),
          ),
          record(objective, RECORDED.budgetLeft, left),
        ]
      : []),
    record(objective, RECORDED.objective, number(target)),
    { kind: "record", record: RECORDED.info, expr: number(1), labels: infoLabels(objective) },
  ];
}

function eventRateRecordings(objective: Objective, window: RateWindow): readonly RecordingRule[] {
  const { by, delay } = objective;
  const { as, mayBeAbsent, ...rates } = countedRates(objective, windowLength(window));
  const [total, part] = [shifted(rates.total, delay), shifted(rates.part, delay)];
  // The total is read back from its recording: a second evaluation would double the cost.
  const recordedTotal = recorded(objective, totalEventsSeries(window));
  const present = mayBeAbsent ? binary(part, "or", binary(number(0), "*", recordedTotal), { on: by }) : part;
  const bad = as === "bad" ? present : atLeastZero(binary(recordedTotal, "-", present, { on: by }));
  return [record(objective, totalEventsSeries(window), total), record(objective, badEventsSeries(window), bad)];
}

/** From the counters; where one of them does not exist, the recorded total tells whether anything happened. */
function rawRatio(objective: Objective, window: Seconds): Expression {
  const { withoutPart, ...raw } = rawErrorRatio(objective, window);
  const ratio = shifted(raw.ratio, objective.delay);
  if (withoutPart === undefined) return ratio;
  const zero = binary(
    number(0),
    "*",
    binary(overTime(objective, "avg_over_time", totalEventsSeries("5m"), samplesWithin(window)), ">", number(0)),
  );
  return binary(ratio, "or", withoutPart === 0 ? zero : binary(number(withoutPart), "+", zero), { on: objective.by });
}

/** Over the window whose rates are recorded beside it, their quotient is the ratio. */
const fastRatio = (objective: Objective, window: BurnWindow): Expression =>
  window === "5m" ? recordedRatio(objective, window) : rawRatio(objective, windowLength(window));

const recordedRatio = (objective: Objective, window: RateWindow): Expression =>
  binary(
    recorded(objective, badEventsSeries(window)),
    "/",
    binary(recorded(objective, totalEventsSeries(window)), ">", number(0)),
  );

function averagedRatio(objective: Objective, rateWindow: RateWindow, window: Seconds): Expression {
  const average = (series: string): Expression => overTime(objective, "avg_over_time", series, window);
  return binary(
    average(badEventsSeries(rateWindow)),
    "/",
    binary(average(totalEventsSeries(rateWindow)), ">", number(0)),
  );
}

function infoLabels(objective: Objective): Readonly<Record<string, string>> {
  const { owner, namespace, target, window } = objective;
  return {
    ...objective.labels,
    ...identity(objective),
    namespace,
    target: formatNumber(target),
    window: printWindow(window),
    ...(owner === undefined ? {} : { owner }),
  };
}

const record = (objective: Objective, series: string, expr: Expression): RecordingRule => ({
  kind: "record",
  record: series,
  expr,
  labels: identity(objective),
});
