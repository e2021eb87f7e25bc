import type { Objective } from "../objective/objective.ts";
import { printWindow } from "../objective/slo-window.ts";
import { binary, type Expression, number } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import { rawErrorRatio } from "../sli/error-ratio.ts";
import { newestSample } from "../sli/newest-sample.ts";
import { atLeastZero, countedRates } from "../sli/rates.ts";
import {
  badEventsSeries,
  errorRatioSeries,
  FAST_WINDOWS,
  RECORDED,
  SLOW_WINDOWS,
  STEADY_WINDOWS,
  totalEventsSeries,
} from "../sli/series-names.ts";
import { days, minutes, type Seconds } from "../units/seconds.ts";
import { countedFrom } from "../sli/counted-from.ts";
import { identity, overTime, recorded, samplesWithin } from "./recorded.ts";
import type { RecordingRule } from "./rule.ts";

const FIVE_MINUTES = minutes(5);
const HALF_HOUR = minutes(30);

/** From here on half-hourly rates do: 48 samples in the place of 2,880, and the newest half hour is 2 % of a day. */
const COUNTED_COARSELY_FROM = days(1);

/** Rates of the last 5 minutes, and error ratios of the windows that a new incident moves at once. */
export function fastRecordings(objective: Objective): readonly RecordingRule[] {
  return [
    ...eventRateRecordings(objective, FIVE_MINUTES),
    ...FAST_WINDOWS.map((window) =>
      record(
        objective,
        errorRatioSeries(window),
        window === FIVE_MINUTES ? recordedRatio(objective, window) : rawRatio(objective, window),
      ),
    ),
  ];
}

/**
 * The age of the data, and error ratios of the steadier windows: those of hours and days from recorded rates. Averages
 * of rates over equal steps are counts, so their quotient weighs every event alike.
 */
export function slowRecordings(objective: Objective, windows: readonly Seconds[]): readonly RecordingRule[] {
  return [
    record(objective, RECORDED.newestSample, newestSample(objective)),
    ...STEADY_WINDOWS.map((window) => record(objective, errorRatioSeries(window), rawRatio(objective, window))),
    ...windows.map((window) =>
      record(
        objective,
        errorRatioSeries(window),
        averagedRatio(objective, window < COUNTED_COARSELY_FROM ? FIVE_MINUTES : HALF_HOUR, window),
      ),
    ),
  ];
}

/** The slow windows that this objective needs: none is longer than the SLO window unless an alert reads it. */
export function slowWindows({ window, alerts }: Objective): readonly Seconds[] {
  const read = new Set<Seconds>(alerts.burn.flatMap(({ shortWindow, longWindow }) => [shortWindow, longWindow]));
  return SLOW_WINDOWS.filter((slow) => read.has(slow) || window.kind === "calendar" || slow <= window.length);
}

/** Rates every half hour, from which long windows are counted. */
export const historyRecordings = (objective: Objective): readonly RecordingRule[] =>
  eventRateRecordings(objective, HALF_HOUR);

/** What is left of the budget, and the facts about the objective. A calendar window is no range of PromQL: the ledger alone counts it. */
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
          record(objective, RECORDED.budgetRemaining, left),
        ]
      : []),
    record(objective, RECORDED.objective, number(target)),
    { kind: "record", record: RECORDED.info, expr: number(1), labels: infoLabels(objective) },
  ];
}

function eventRateRecordings(objective: Objective, window: Seconds): readonly RecordingRule[] {
  const { total, part, as, mayBeAbsent } = countedRates(objective, window);
  const { by } = objective;
  // The total is read back from its recording: a second evaluation would double the cost.
  const recordedTotal = recorded(objective, totalEventsSeries(window));
  const present = mayBeAbsent ? binary(part, "or", binary(number(0), "*", recordedTotal), { on: by }) : part;
  const bad = as === "bad" ? present : atLeastZero(binary(recordedTotal, "-", present, { on: by }));
  return [record(objective, totalEventsSeries(window), total), record(objective, badEventsSeries(window), bad)];
}

/** From the counters; where one of them does not exist, the recorded total tells whether anything happened. */
function rawRatio(objective: Objective, window: Seconds): Expression {
  const { ratio, withoutPart } = rawErrorRatio(objective, window);
  if (withoutPart === undefined) return ratio;
  const zero = binary(
    number(0),
    "*",
    binary(
      overTime(objective, "avg_over_time", totalEventsSeries(FIVE_MINUTES), samplesWithin(window)),
      ">",
      number(0),
    ),
  );
  return binary(ratio, "or", withoutPart === 0 ? zero : binary(number(withoutPart), "+", zero), { on: objective.by });
}

function recordedRatio(objective: Objective, window: Seconds): Expression {
  return binary(
    recorded(objective, badEventsSeries(window)),
    "/",
    binary(recorded(objective, totalEventsSeries(window)), ">", number(0)),
  );
}

function averagedRatio(objective: Objective, rateWindow: Seconds, window: Seconds): Expression {
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
