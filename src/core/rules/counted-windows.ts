import { type BurnWindow, GROUP_LIVES_FOR, windowLength, windowsRecorded } from "../objective/burn-window.ts";
import { neededWindows, type Objective } from "../objective/objective.ts";
import type { SloWindow } from "../objective/slo-window.ts";
import { binary, call, type Expression, number } from "../promql/expression.ts";
import { countedFrom, isCountedWhole } from "../sli/counted-from.ts";
import { countingGroup, standsFor, type SharedGroup } from "../sli/groups-table.ts";
import { atLeastZero } from "../sli/rates.ts";
import { badSumSeries, countedRatioSeries, RECORDED, totalEventsSeries } from "../sli/series-names.ts";
import { days, hours, type Seconds } from "../units/seconds.ts";
import { isSummedRaw, rawBadSum, totalSum } from "./elements/bad-sum.ts";
import { overTime, own, recorded } from "./elements/recorded.ts";
import { record, type RecordingRule } from "./elements/rule.ts";
import { averagedRatio, averageTotal, lateRates, rawRatio } from "./elements/ratios.ts";

// Windows of days are counted from the raw samples of their whole length, which alone hold what happened while nobody
// scraped. That is dear, so it is done seldom, and the newest count is recorded again every 2 min: a series that has a
// sample each half hour is not seen by who reads it in between.

type RollingWindow = Extract<SloWindow, { kind: "rolling" }>;

/** A window whose bad events an incident moves soon, since it is read every 2 min. */
const LATELY: BurnWindow = "6h";

/** Up to here the events of the SLO window are counted as well, whose weeks would be read once more. */
const COUNTED_WHOLE_UP_TO = days(7);
const LONGEST_GAP = hours(6);

/** The windows whose bad events are recorded: those that pages hang on, and the one by which a count moves on. */
export function summedWindows(objective: Objective): readonly BurnWindow[] {
  const { burn, minBadEvents } = objective.alerts;
  const paged = burn.flatMap(({ severity, longWindow }) =>
    severity === "page" && minBadEvents > 0 ? [longWindow] : [],
  );
  const moves = isCountedWhole(objective) && objective.window.kind === "rolling" ? [LATELY] : [];
  return windowsRecorded("steady", [...new Set([...moves, ...paged])]);
}

/** The counts that a group takes of an objective. */
export function countRecordings(objective: Objective, group: SharedGroup): readonly RecordingRule[] {
  const { window } = objective;
  if (!isCountedWhole(objective)) return [];
  const ofDays = windowsRecorded("counted", neededWindows(objective))
    .filter((each) => countingGroup(windowLength(each)) === group)
    .map((each) => record(objective, countedRatioSeries(each), rawRatio(objective, windowLength(each))));
  if (window.kind === "calendar" || countingGroup(window.length) !== group) return ofDays;
  const lately = windowLength(LATELY);
  const bad = isSummedRaw(objective)
    ? rawBadSum(objective, lately)
    : binary(rawRatio(objective, lately), "*", own(objective, totalSum(objective, lately)), { on: objective.by });
  return [
    ...ofDays,
    record(objective, RECORDED.windowCounted, rawRatio(objective, window.length)),
    record(objective, RECORDED.allWhenCounted, allEvents(objective, window.length)),
    record(objective, RECORDED.badWhenCounted, bad),
    record(objective, RECORDED.windowAveraged, averagedWindow(objective, window)),
  ];
}

/**
 * The events of a whole window, by which what goes wrong later is measured. They come from what was recorded; where a
 * scrape gap would be a visible part of the window from the counters, with as many as usual in a gap that lasts.
 */
function allEvents(objective: Objective, length: Seconds): Expression {
  const { by, delay } = objective;
  const average = own(objective, binary(averageTotal(objective, length), "*", number(length)));
  if (!isSummedRaw(objective) || length > COUNTED_WHOLE_UP_TO) return average;
  const newest = own(objective, overTime(objective, "last_over_time", RECORDED.newestSample, LONGEST_GAP));
  const age = binary(call("time"), "-", newest);
  const unseen = delay > 0 ? binary(age, "-", number(delay)) : age;
  const seenShare = binary(number(1), "-", binary(unseen, "/", number(length)));
  const counted = binary(binary(lateRates(objective, length).total, "*", number(length)), "/", seenShare, { on: by });
  // Of a window that is hardly known yet the counters know little, but an average stands for all of it.
  return binary(binary(counted, ">", average, { on: by }), "or", average, { on: by });
}

/** How much of a rolling SLO window was observed; it is read with the budget, and moves as slowly as a count. */
export function observedRecordings(objective: Objective, group: SharedGroup): readonly RecordingRule[] {
  const { window } = objective;
  if (window.kind === "calendar" || countingGroup(window.length) !== group) return [];
  const { rateWindow, samples } = countedFrom(window);
  const seen = overTime(objective, "count_over_time", totalEventsSeries(rateWindow), window.length);
  return [record(objective, RECORDED.observed, own(objective, binary(seen, "/", number(samples))))];
}

/** The ratio of a window of days: as it was counted last, or from recorded rates where nothing is counted. */
export function daysRatio(objective: Objective, window: BurnWindow): Expression {
  const length = windowLength(window);
  return isCountedWhole(objective)
    ? own(objective, lastCount(objective, countedRatioSeries(window), length))
    : averagedRatio(objective, "30m", length);
}

/** The ratio of the SLO window, of the groups that live. */
export function sloWindowRatio(objective: Objective, window: RollingWindow): Expression {
  // Told apart from those of others once, at the end: what belongs together has the same labels.
  const ratio = isCountedWhole(objective)
    ? own(
        objective,
        binary(countOfWindow(objective, window), "or", lastCount(objective, RECORDED.windowAveraged, window.length)),
      )
    : averagedWindow(objective, window);
  if (objective.by.length === 0) return ratio;
  const past = overTime(
    objective,
    "avg_over_time",
    totalEventsSeries(countedFrom(window).rateWindow),
    windowLength(GROUP_LIVES_FOR),
  );
  return binary(ratio, "and", own(objective, binary(past, ">", number(0))), { on: objective.by });
}

const averagedWindow = (objective: Objective, window: RollingWindow): Expression =>
  averagedRatio(objective, countedFrom(window).rateWindow, window.length);

/** As it was counted last, and what has gone wrong since: a fast incident spends a budget in less than an hour. */
function countOfWindow(objective: Objective, { length }: RollingWindow): Expression {
  const counted = lastCount(objective, RECORDED.windowCounted, length);
  const lately = recorded(objective, badSumSeries(LATELY));
  // What has left the last hours meanwhile is in the count still: at worst nothing is added.
  const since = atLeastZero(binary(lately, "-", lastCount(objective, RECORDED.badWhenCounted, length)));
  const all = lastCount(objective, RECORDED.allWhenCounted, length);
  return binary(binary(counted, "+", binary(since, "/", all)), "or", counted);
}

const lastCount = (objective: Objective, series: string, length: Seconds): Expression =>
  overTime(objective, "last_over_time", series, standsFor(countingGroup(length)));
