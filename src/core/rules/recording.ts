import {
  type BurnWindow,
  burnWindow,
  GROUP_LIVES_FOR,
  type RateWindow,
  windowLength,
  windowsRecorded,
} from "../objective/burn-window.ts";
import { windowsOf } from "../objective/alert-policy.ts";
import { hasExclusions } from "../objective/exclusion.ts";
import type { Objective } from "../objective/objective.ts";
import { printWindow } from "../objective/slo-window.ts";
import { binary, type Expression, number } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import { shifted } from "../promql/shifted.ts";
import { errorRatioOfAll, rawErrorRatio } from "../sli/error-ratio.ts";
import { GROUP_INTERVALS } from "../sli/groups-table.ts";
import { newestSample } from "../sli/newest-sample.ts";
import { atLeastZero, countedRates, type CountedRates, countsOnly } from "../sli/rates.ts";
import { badEventsSeries, errorRatioSeries, RECORDED, totalEventsSeries } from "../sli/series-names.ts";
import type { Seconds } from "../units/seconds.ts";
import { countedFrom } from "../sli/counted-from.ts";
import { exclusionActive, outsideExclusions } from "./elements/excluded.ts";
import { identity, overTime, own, recorded, samplesWithin } from "./elements/recorded.ts";
import type { RecordingRule } from "./elements/rule.ts";

/**
 * The target, by which all other rules know their own recordings; rates of the last 5 minutes, and error ratios of the
 * windows that a new incident moves at once.
 */
export const fastRecordings = (objective: Objective): readonly RecordingRule[] => [
  record(objective, RECORDED.objective, number(objective.target)),
  // By which it is seen that specs and settings have changed since rules were generated.
  ...(objective.delay > 0 ? [record(objective, RECORDED.delay, number(objective.delay))] : []),
  ...(hasExclusions(objective) ? [record(objective, RECORDED.excluded, exclusionActive(objective))] : []),
  // The total is read back from its recording: a second evaluation would double the cost.
  ...eventRateRecordings(objective, "5m", () => own(objective, recorded(objective, totalEventsSeries("5m")))),
  ...windowsRecorded("fast", neededWindows(objective)).map((window) =>
    record(objective, errorRatioSeries(window), fastRatio(objective, window)),
  ),
];

/**
 * The age of the data, and error ratios of the steadier windows: those of hours and days from recorded rates. Averages
 * of rates over equal steps are counts, so their quotient weighs every event alike.
 */
export const slowRecordings = (objective: Objective): readonly RecordingRule[] => [
  record(objective, RECORDED.newestSample, shifted(newestSample(objective.indicator, objective), objective.delay)),
  ...windowsRecorded("steady").map((window) =>
    record(objective, errorRatioSeries(window), countedRatio(objective, windowLength(window))),
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
  return windowsOf(alerts).filter(
    (each) => read.has(each) || window.kind === "calendar" || windowLength(each) <= window.length,
  );
}

/** Rates every half hour, from which long windows are counted. */
export function historyRecordings(objective: Objective): readonly RecordingRule[] {
  // Twice an hour the total may be counted twice, and hangs on no other group.
  if (!hasExclusions(objective)) return eventRateRecordings(objective, "30m", (total) => total);
  return [
    record(objective, totalEventsSeries("30m"), halfHourly(objective, totalEventsSeries("5m"))),
    record(objective, badEventsSeries("30m"), halfHourly(objective, badEventsSeries("5m"))),
  ];
}

/** What was counted of half an hour, as a rate of the whole of it: an excluded part of it weighs nothing. */
const halfHourly = (objective: Objective, series: string): Expression =>
  own(
    objective,
    binary(
      overTime(objective, "sum_over_time", series, windowLength("30m")),
      "/",
      number(windowLength("30m") / GROUP_INTERVALS.fast),
    ),
  );

/**
 * What is left of the budget, and the facts about the objective. A calendar window is no range of PromQL: the ledger
 * alone counts it.
 */
export function budgetRecordings(objective: Objective): readonly RecordingRule[] {
  const { target, window } = objective;
  const ratio = own(objective, recorded(objective, RECORDED.windowErrorRatio));
  const left = binary(number(1), "-", binary(ratio, "/", number(1 - target)));
  return [
    ...(window.kind === "rolling"
      ? [
          record(
            objective,
            RECORDED.windowErrorRatio,
            windowRatio(objective, window.length, countedFrom(window).rateWindow),
          ),
          record(objective, RECORDED.budgetLeft, left),
        ]
      : []),
    { kind: "record", record: RECORDED.info, expr: number(1), labels: infoLabels(objective) },
  ];
}

/** @param readBack - the total that was just recorded, for the rule of the bad events */
function eventRateRecordings(
  objective: Objective,
  window: RateWindow,
  readBack: (total: Expression) => Expression,
): readonly RecordingRule[] {
  const { by, delay } = objective;
  const prompt = countedRates(objective, windowLength(window));
  const rates = { ...prompt, total: shifted(prompt.total, delay), part: shifted(prompt.part, delay) };
  const { part, as, mayBeAbsent, mayBeNoCount } = rates;
  const total = mayBeNoCount ? totalWhereCounted(rates, by) : rates.total;
  const known = readBack(total);
  const counted = mayBeNoCount ? binary(countsOnly(part), "and", known, { on: by }) : part;
  const present = mayBeAbsent ? binary(counted, "or", binary(number(0), "*", known), { on: by }) : counted;
  const bad = as === "bad" ? present : atLeastZero(binary(known, "-", present, { on: by }));
  return [
    record(objective, totalEventsSeries(window), outsideExclusions(objective, total)),
    record(objective, badEventsSeries(window), outsideExclusions(objective, bad)),
  ];
}

/**
 * The total of moments whose part is a number of events: averages of both must be of the same moments, or a missing
 * part would count as none. Of no events none is bad, whatever an author's quotient makes of it.
 */
function totalWhereCounted({ total, part }: CountedRates, by: readonly string[]): Expression {
  const faulty = binary(part, "unless", countsOnly(part));
  const counted = binary(countsOnly(total), "unless", faulty, { on: by });
  return binary(counted, "or", binary(total, "==", number(0)), { on: by });
}

/** From the counters, or where some of the window may not count from the rates of what did. */
const countedRatio = (objective: Objective, window: Seconds): Expression =>
  hasExclusions(objective) ? averagedRatio(objective, "5m", samplesWithin(window)) : rawRatio(objective, window);

/** From the counters; where one of them does not exist, the recorded total tells whether anything happened. */
function rawRatio(objective: Objective, window: Seconds): Expression {
  const { withoutPart, mayBeNoCount, ...raw } = rawErrorRatio(objective, window);
  const ratio = shifted(raw.ratio, objective.delay);
  if (withoutPart === undefined) return ratio;
  if (mayBeNoCount) return shifted(errorRatioOfAll(objective, window), objective.delay);
  const total = own(objective, overTime(objective, "avg_over_time", totalEventsSeries("5m"), samplesWithin(window)));
  const zero = binary(number(0), "*", binary(total, ">", number(0)));
  return binary(ratio, "or", withoutPart === 0 ? zero : binary(number(withoutPart), "+", zero), { on: objective.by });
}

/** The longest window that is read without the recorded total. */
const READ_WHOLE_BELOW = 2 * windowLength("5m");

/** Over the window whose rates are recorded beside it, their quotient is the ratio. */
function fastRatio(objective: Objective, window: BurnWindow): Expression {
  if (window === "5m") return recordedRatio(objective, "5m");
  const length = windowLength(window);
  // Rates that look back 5 minutes themselves do not tell whether anything happened in so short a window.
  return length < READ_WHOLE_BELOW
    ? outsideExclusions(objective, shifted(errorRatioOfAll(objective, length), objective.delay))
    : countedRatio(objective, length);
}

const recordedRatio = (objective: Objective, window: RateWindow): Expression =>
  ownShare(objective, (series) => recorded(objective, series), window);

const averagedRatio = (objective: Objective, rateWindow: RateWindow, window: Seconds): Expression =>
  ownShare(objective, (series) => overTime(objective, "avg_over_time", series, window), rateWindow);

/** Over the SLO window, of the groups that live. */
function windowRatio(objective: Objective, length: Seconds, rateWindow: RateWindow): Expression {
  const ratio = averagedRatio(objective, rateWindow, length);
  if (objective.by.length === 0) return ratio;
  const lately = overTime(objective, "avg_over_time", totalEventsSeries(rateWindow), windowLength(GROUP_LIVES_FOR));
  return binary(ratio, "and", own(objective, binary(lately, ">", number(0))), { on: objective.by });
}

/** Bad events among all, of what we recorded ourselves. */
function ownShare(objective: Objective, of: (series: string) => Expression, rateWindow: RateWindow): Expression {
  const total = binary(of(totalEventsSeries(rateWindow)), ">", number(0));
  return own(objective, binary(of(badEventsSeries(rateWindow)), "/", total));
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
