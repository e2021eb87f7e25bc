import type { Objective } from "../objective/objective.ts";
import { aggregate, binary, call, type Expression, number, range } from "../promql/expression.ts";
import { shifted } from "../promql/shifted.ts";
import type { Seconds } from "../units/seconds.ts";
import { boundOf } from "./bucket.ts";
import { grouped } from "./grouped.ts";
import { atLeastZero, countedRates, type CountedRates, countsOnly, nativeHistogram } from "./rates.ts";
import { union } from "./union.ts";

/** Bad / total over a window. */
export interface ErrorRatio {
  readonly ratio: Expression;
  /**
   * What the ratio is where events happened, but the counted part of them (bad or good) does not exist: then `ratio`
   * has no sample. Undefined when that cannot be, or means that the data is broken.
   */
  readonly withoutPart: 0 | 1 | undefined;
  /** True when `ratio` may be NaN, infinite or negative: an author's quotient. */
  readonly mayBeNoCount: boolean;
}

/** Events that rates do not see, per second, as late as the objective is; any of them may have no sample. */
export interface UnseenEvents {
  readonly total: readonly Expression[];
  readonly bad: readonly Expression[];
}

/**
 * Bad / total over a window straight from the user's own series, each read once. No sample when nothing happened.
 *
 * @param unseen - besides, where the counters have more to tell; the rates beside it are as late as the objective is
 */
export function rawErrorRatio(objective: Objective, window: Seconds, unseen?: UnseenEvents): ErrorRatio {
  const { indicator } = objective;
  if (indicator.kind === "probe") {
    // Sums and counts, not a mean of means: a target that lived for ten minutes weighs ten minutes.
    const good = grouped("sum", objective, call("sum_over_time", range(indicator.success, window)));
    const all = grouped("sum", objective, call("count_over_time", range(indicator.success, window)));
    return { ratio: badShare(binary(good, "/", all)), withoutPart: undefined, mayBeNoCount: false };
  }
  if (indicator.kind === "latency" && indicator.form === "native") {
    const fast = call(
      "histogram_fraction",
      number(0),
      number(boundOf(indicator)),
      nativeHistogram(indicator, objective, window),
    );
    // The fraction of an idle histogram is NaN; the comparison drops it.
    return { ratio: binary(badShare(fast), ">=", number(0)), withoutPart: undefined, mayBeNoCount: false };
  }
  const { total, part, as, mayBeAbsent, mayBeNoCount } = allRates(objective, window, unseen);
  const some = binary(total, ">", number(0));
  // Over an infinite total every part is nothing.
  const share = binary(part, "/", mayBeNoCount ? countsOnly(some) : some);
  if (as === "bad") return { ratio: share, withoutPart: mayBeAbsent ? 0 : undefined, mayBeNoCount };
  return { ratio: badShare(share), withoutPart: mayBeAbsent ? 1 : undefined, mayBeNoCount };
}

/**
 * The rates of a window, with what they do not see.
 *
 * @param unseen - where it is given, the rates are as late as the objective is, as they are
 */
export function allRates(objective: Objective, window: Seconds, unseen?: UnseenEvents): CountedRates {
  const seen = countedRates(objective, window);
  if (unseen === undefined) return seen;
  const late = (rate: Expression): Expression => shifted(rate, objective.delay);
  const withUnseen = (rate: Expression, more: readonly Expression[]): Expression =>
    more.length === 0 ? late(rate) : aggregate("sum", objective.by, union([late(rate), ...more]));
  return {
    ...seen,
    total: withUnseen(seen.total, unseen.total),
    // What is added to the total alone is bad.
    part: seen.as === "bad" ? withUnseen(seen.part, unseen.bad) : late(seen.part),
  };
}

/** The same, with a number wherever events happened, and never NaN; the total is read twice for that. */
export function errorRatioOfAll(objective: Objective, window: Seconds): Expression {
  const { ratio, withoutPart, mayBeNoCount } = rawErrorRatio(objective, window);
  if (withoutPart === undefined) return ratio;
  const { total } = countedRates(objective, window);
  const nothing = binary(binary(total, ">", number(0)), "*", number(0));
  const all = binary(ratio, "or", withoutPart === 0 ? nothing : binary(nothing, "+", number(withoutPart)));
  // Around the whole: a part that is NaN must not be taken for one that does not exist.
  return mayBeNoCount ? countsOnly(all) : all;
}

const badShare = (goodShare: Expression): Expression => atLeastZero(binary(number(1), "-", goodShare));
