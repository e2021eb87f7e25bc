import { windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import { binary, call, type Expression, number } from "../../promql/expression.ts";
import { shifted } from "../../promql/shifted.ts";
import { isCountedWhole } from "../../sli/counted-from.ts";
import { type FirstValues, firstValuesOfKnown, type KnownSince } from "../../sli/first-values.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { PLAUSIBLE } from "../../sli/plausible.ts";
import { atLeastZero, countedRates } from "../../sli/rates.ts";
import { RECORDED, totalEventsSeries } from "../../sli/series-names.ts";
import { hours, minutes, seconds, type Seconds } from "../../units/seconds.ts";
import { overTime, own } from "./recorded.ts";
import { record, type RecordingRule } from "./rule.ts";

// A rate sees no increase in the first sample of a series. One that is born with its first error, or while nobody
// scrapes, starts above zero: of a service that seldom fails that is a good part of all its errors.

/** Prometheus sees a series as long as this after its last sample: then it is known whether it goes on. */
const JUDGED_AFTER = minutes(5);

/** Long enough for an outage of the scrapes that somebody ends. */
const REMEMBERED = hours(2);

const SINCE: KnownSince = { window: GROUP_INTERVALS.history, judgedAfter: JUDGED_AFTER, remembered: REMEMBERED };

/** Windows from here on count first values: what a half hour brings once is told half an hour late. */
const COUNTED_FROM = windowLength("6h");

/** What new counters have brought in the last half hour; no sample where there was none, or more than can be new. */
export function firstValueRecordings(objective: Objective): readonly RecordingRule[] {
  const first = isCountedWhole(objective) ? firstValuesOfKnown(objective, SINCE) : undefined;
  if (first === undefined) return [];
  const { by, delay } = objective;
  const total = shifted(first.total, delay);
  const part = shifted(first.part, delay);
  const bad = isGood(objective) ? atLeastZero(binary(total, "-", part, { on: by })) : part;
  return [
    record(objective, RECORDED.firstOfTotal, plausible(objective, total)),
    record(objective, RECORDED.firstOfBad, plausible(objective, bad)),
  ];
}

/** The first values within a window, as events per second of it; undefined where nothing records any. */
export function firstRates(objective: Objective, window: Seconds): FirstValues | undefined {
  if (window < COUNTED_FROM || firstValueRecordings(objective).length === 0) return undefined;
  const rate = (series: string): Expression =>
    own(objective, binary(overTime(objective, "sum_over_time", series, window), "/", number(window)));
  const total = rate(RECORDED.firstOfTotal);
  const bad = rate(RECORDED.firstOfBad);
  if (!isGood(objective)) return { total, part: bad };
  return { total, part: binary(binary(total, "-", bad, { on: objective.by }), "or", total) };
}

const isGood = (objective: Objective): boolean => countedRates(objective, windowLength("5m")).as === "good";

/** What is positive, and no more than can be new, by what was counted before and by how long nobody looked. */
function plausible(objective: Objective, first: Expression): Expression {
  const span = seconds(SINCE.remembered + SINCE.window + SINCE.judgedAfter);
  const over = (name: string): Expression => overTime(objective, name, totalEventsSeries("5m"), span);
  const perSecond = call(
    "clamp_min",
    binary(over("avg_over_time"), "*", number(PLAUSIBLE.factor)),
    number(PLAUSIBLE.floorPerSecond),
  );
  const unseen = binary(
    number(span + PLAUSIBLE.unseenSeconds),
    "-",
    binary(over("count_over_time"), "*", number(GROUP_INTERVALS.fast)),
  );
  const most = own(objective, binary(perSecond, "*", unseen));
  return binary(binary(first, ">", number(0)), "<=", most, { on: objective.by });
}
