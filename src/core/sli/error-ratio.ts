import type { Objective } from "../objective/objective.ts";
import { aggregate, binary, call, type Expression, number, range } from "../promql/expression.ts";
import type { Seconds } from "../units/seconds.ts";
import { atLeastZero, countedRates, nativeHistogram } from "./rates.ts";

/**
 * Bad / total over a window straight from the user's own series, each read once. No sample when nothing happened.
 * Where `mayBeAbsent` holds, there is none either while the counted part does not exist, so the reader needs
 * another source for that case.
 */
export function errorRatio(objective: Objective, window: Seconds): { readonly ratio: Expression; readonly mayBeAbsent: boolean } {
  const { indicator, by } = objective;
  if (indicator.kind === "probe") {
    // Sums and counts, not a mean of means: a target that lived for ten minutes weighs ten minutes.
    const good = aggregate("sum", by, call("sum_over_time", range(indicator.success, window)));
    const all = aggregate("sum", by, call("count_over_time", range(indicator.success, window)));
    return { ratio: badShare(binary(good, "/", all)), mayBeAbsent: false };
  }
  if (indicator.kind === "latency" && indicator.form === "native") {
    const fast = call("histogram_fraction", number(0), number(indicator.under), nativeHistogram(indicator, by, window));
    // The fraction of an idle histogram is NaN; the comparison drops it.
    return { ratio: binary(badShare(fast), ">=", number(0)), mayBeAbsent: false };
  }
  const { total, part, as, mayBeAbsent } = countedRates(objective, window);
  const share = binary(part, "/", binary(total, ">", number(0)));
  return { ratio: as === "bad" ? share : badShare(share), mayBeAbsent };
}

const badShare = (goodShare: Expression): Expression => atLeastZero(binary(number(1), "-", goodShare));
