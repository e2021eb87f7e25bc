import type { Objective } from "../objective/objective.ts";
import { binary, call, type Expression, number, range } from "../promql/expression.ts";
import type { Seconds } from "../units/seconds.ts";
import { boundOf } from "./bucket.ts";
import { grouped } from "./grouped.ts";
import { atLeastZero, countedRates, nativeHistogram } from "./rates.ts";

/** Bad / total over a window. */
export interface ErrorRatio {
  readonly ratio: Expression;
  /**
   * What the ratio is where events happened, but the counted part of them (bad or good) does not exist: then `ratio`
   * has no sample. Undefined when that cannot be, or means that the data is broken.
   */
  readonly withoutPart: 0 | 1 | undefined;
}

/** Bad / total over a window straight from the user's own series, each read once. No sample when nothing happened. */
export function rawErrorRatio(objective: Objective, window: Seconds): ErrorRatio {
  const { indicator } = objective;
  if (indicator.kind === "probe") {
    // Sums and counts, not a mean of means: a target that lived for ten minutes weighs ten minutes.
    const good = grouped("sum", objective, call("sum_over_time", range(indicator.success, window)));
    const all = grouped("sum", objective, call("count_over_time", range(indicator.success, window)));
    return { ratio: badShare(binary(good, "/", all)), withoutPart: undefined };
  }
  if (indicator.kind === "latency" && indicator.form === "native") {
    const fast = call(
      "histogram_fraction",
      number(0),
      number(boundOf(indicator)),
      nativeHistogram(indicator, objective, window),
    );
    // The fraction of an idle histogram is NaN; the comparison drops it.
    return { ratio: binary(badShare(fast), ">=", number(0)), withoutPart: undefined };
  }
  const { total, part, as, mayBeAbsent } = countedRates(objective, window);
  const share = binary(part, "/", binary(total, ">", number(0)));
  if (as === "bad") return { ratio: share, withoutPart: mayBeAbsent ? 0 : undefined };
  return { ratio: badShare(share), withoutPart: mayBeAbsent ? 1 : undefined };
}

/** The same, with a number wherever events happened; the total is read twice for that. */
export function errorRatioOfAll(objective: Objective, window: Seconds): Expression {
  const { ratio, withoutPart } = rawErrorRatio(objective, window);
  if (withoutPart === undefined) return ratio;
  const { total } = countedRates(objective, window);
  const nothing = binary(binary(total, ">", number(0)), "*", number(0));
  return binary(ratio, "or", withoutPart === 0 ? nothing : binary(nothing, "+", number(withoutPart)));
}

const badShare = (goodShare: Expression): Expression => atLeastZero(binary(number(1), "-", goodShare));
