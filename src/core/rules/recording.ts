import { type BurnWindow, type RateWindow, windowLength, windowsRecorded } from "../objective/burn-window.ts";
import { hasExclusions } from "../objective/exclusion.ts";
import { neededWindows, type Objective } from "../objective/objective.ts";
import { printWindow } from "../objective/slo-window.ts";
import { binary, type Expression, number } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import { shifted } from "../promql/shifted.ts";
import { errorRatioOfAll } from "../sli/error-ratio.ts";
import { GROUP_INTERVALS, type SharedGroup } from "../sli/groups-table.ts";
import { newestSample } from "../sli/newest-sample.ts";
import { atLeastZero, countedRates, type CountedRates, countsOnly } from "../sli/rates.ts";
import { badEventsSeries, badSumSeries, errorRatioSeries, RECORDED, totalEventsSeries } from "../sli/series-names.ts";
import { countRecordings, observedRecordings, daysRatio, sloWindowRatio, summedWindows } from "./counted-windows.ts";
import { badSum, isSummedRaw, rawBadSum } from "./elements/bad-sum.ts";
import { exclusionActive, outsideExclusions } from "./elements/excluded.ts";
import { unseenRecordings } from "./elements/unseen/unseen-events.ts";
import { identity, overTime, own, recorded } from "./elements/recorded.ts";
import { record, type RecordingRule } from "./elements/rule.ts";
import { countedRatio, ratioOfSum, recordedRatio } from "./elements/ratios.ts";

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

/** The age of the data, and error ratios of the steadier windows. */
export function slowRecordings(objective: Objective): readonly RecordingRule[] {
  const needed = neededWindows(objective);
  const sums = summedWindows(objective);
  // One is made from the other: of counters the ratio from the sum, else the sum from the ratio.
  const isRaw = isSummedRaw(objective);
  const summed = sums.map((window) => {
    const sum = isRaw ? rawBadSum(objective, windowLength(window)) : own(objective, badSum(objective, window));
    return record(objective, badSumSeries(window), sum);
  });
  const ratioOf = (window: BurnWindow): Expression =>
    isRaw && sums.includes(window) ? ratioOfSum(objective, window) : countedRatio(objective, windowLength(window));
  return [
    record(objective, RECORDED.newestSample, shifted(newestSample(objective.indicator, objective), objective.delay)),
    ...(isRaw ? summed : []),
    ...windowsRecorded("steady", needed).map((window) => record(objective, errorRatioSeries(window), ratioOf(window))),
    ...(isRaw ? [] : summed),
    ...windowsRecorded("counted", needed).map((window) =>
      record(objective, errorRatioSeries(window), daysRatio(objective, window)),
    ),
  ];
}

/** What an objective records in the groups that it shares with others. */
export const sharedRecordings = (objective: Objective, group: SharedGroup): readonly RecordingRule[] => [
  // Before the counts, which read them.
  ...(group === "history" ? [...historyRecordings(objective), ...unseenRecordings(objective)] : []),
  ...countRecordings(objective, group),
  ...observedRecordings(objective, group),
];

/** Rates every half hour: the past in few samples. */
function historyRecordings(objective: Objective): readonly RecordingRule[] {
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
          record(objective, RECORDED.windowErrorRatio, sloWindowRatio(objective, window)),
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
