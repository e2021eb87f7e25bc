import { type BurnWindow, type RateWindow, windowLength } from "../../objective/burn-window.ts";
import { hasExclusions } from "../../objective/exclusion.ts";
import type { Objective } from "../../objective/objective.ts";
import { binary, type Expression, number } from "../../promql/expression.ts";
import { shifted } from "../../promql/shifted.ts";
import { allRates, errorRatioOfAll, rawErrorRatio } from "../../sli/error-ratio.ts";
import type { CountedRates } from "../../sli/rates.ts";
import { badEventsSeries, badSumSeries, totalEventsSeries } from "../../sli/series-names.ts";
import { days, type Seconds } from "../../units/seconds.ts";
import { unseenEvents } from "./unseen/unseen-events.ts";
import { overTime, own, recorded, samplesWithin } from "./recorded.ts";

/** From the counters, or where some of the window may not count from the rates of what did. */
export const countedRatio = (objective: Objective, window: Seconds): Expression =>
  hasExclusions(objective) ? averagedRatio(objective, "5m", samplesWithin(window)) : rawRatio(objective, window);

/** From the counters; where one of them does not exist, the recorded total tells whether anything happened. */
export function rawRatio(objective: Objective, window: Seconds): Expression {
  const unseen = unseenEvents(objective, window);
  const { withoutPart, mayBeNoCount, ...raw } = rawErrorRatio(objective, window, unseen);
  const ratio = unseen === undefined ? shifted(raw.ratio, objective.delay) : raw.ratio;
  if (withoutPart === undefined) return ratio;
  if (mayBeNoCount) return shifted(errorRatioOfAll(objective, window), objective.delay);
  const zero = binary(number(0), "*", binary(own(objective, averageTotal(objective, window)), ">", number(0)));
  return binary(ratio, "or", withoutPart === 0 ? zero : binary(number(withoutPart), "+", zero), { on: objective.by });
}

/** The ratio of a window whose bad events are recorded beside it, see {@link badSumSeries}. */
export function ratioOfSum(objective: Objective, window: BurnWindow): Expression {
  const length = windowLength(window);
  const perSecond = binary(own(objective, recorded(objective, badSumSeries(window))), "/", number(length));
  const { total } = lateRates(objective, length);
  return binary(perSecond, "/", binary(total, ">", number(0)), { on: objective.by });
}

/** The rates of a window with what no rate sees, as late as the objective is. */
export function lateRates(objective: Objective, window: Seconds): CountedRates {
  const unseen = unseenEvents(objective, window);
  const rates = allRates(objective, window, unseen);
  if (unseen !== undefined) return rates;
  return { ...rates, total: shifted(rates.total, objective.delay), part: shifted(rates.part, objective.delay) };
}

/** Events per second of a window, of what was recorded; a day and more of it from few samples. */
export const averageTotal = (objective: Objective, window: Seconds): Expression =>
  averageOf(objective, totalEventsSeries, window);

/** The quotient of the rates that are recorded beside it. */
export const recordedRatio = (objective: Objective, window: RateWindow): Expression =>
  own(
    objective,
    share((series) => recorded(objective, series), window),
  );

/** Averages of rates over equal steps are counts, so their quotient weighs every event alike. */
export const averagedRatio = (objective: Objective, rateWindow: RateWindow, window: Seconds): Expression =>
  own(
    objective,
    share((series) => overTime(objective, "avg_over_time", series, window), rateWindow),
  );

/** Bad events among all that were recorded of a window, by ourselves and by others: nothing that a gap holds. */
export function seenRatio(objective: Objective, window: Seconds): Expression {
  const total = binary(averageOf(objective, totalEventsSeries, window), ">", number(0));
  return binary(averageOf(objective, badEventsSeries, window), "/", total);
}

function averageOf(objective: Objective, series: (rate: RateWindow) => string, window: Seconds): Expression {
  return window < days(1)
    ? overTime(objective, "avg_over_time", series("5m"), samplesWithin(window))
    : overTime(objective, "avg_over_time", series("30m"), window);
}

function share(of: (series: string) => Expression, rateWindow: RateWindow): Expression {
  const total = binary(of(totalEventsSeries(rateWindow)), ">", number(0));
  return binary(of(badEventsSeries(rateWindow)), "/", total);
}
