import type { Objective } from "../objective/objective.ts";
import { WINDOW_PLACEHOLDER } from "../objective/indicator.ts";
import { aggregate, binary, call, type Expression, number, range, string, text, vector } from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { minutes, type Seconds } from "../units/seconds.ts";
import { bucketsOf, countOf, goodBucketOf } from "./bucket.ts";

/** What Prometheus is asked for one objective and window; both are events per second, summed by the `by` labels. */
export interface EventRates {
  readonly total: Expression;
  /**
   * Bad events per second. Absent where no bad event was ever counted (`mayBeAbsent`): the reader decides
   * whether that is zero, by whether there is a total.
   */
  readonly bad: Expression;
  /** True when an absent `bad` beside a present `total` means 0; false when it means that the data is broken. */
  readonly mayBeAbsent: boolean;
}

/** The rates of bad and total events of an objective over a window, as PromQL on the user's own series. */
export function eventRates(objective: Objective, window: Seconds): EventRates {
  const { indicator, by } = objective;
  const rateOf = (selectors: readonly Selector[]): Expression => aggregate("sum", by, union(selectors.map((s) => call("rate", range(s, window)))));
  switch (indicator.kind) {
    case "events": {
      const total = rateOf(indicator.total);
      const counted = rateOf(indicator.counted.selectors);
      if (indicator.counted.as === "bad") return { total, bad: counted, mayBeAbsent: true };
      // No good event was ever counted, but there are events: all of them are bad.
      const good = binary(counted, "or", binary(total, "*", number(0)));
      return { total, bad: atLeastZero(binary(total, "-", good)), mayBeAbsent: false };
    }
    case "latency": {
      if (indicator.form === "native") {
        const histogram = aggregate("sum", by, call("rate", range(indicator.histogram, window)));
        const total = call("histogram_count", histogram);
        const fast = binary(call("histogram_fraction", number(0), number(indicator.under), histogram), "*", total);
        return { total, bad: atLeastZero(binary(total, "-", fast)), mayBeAbsent: false };
      }
      const total = rateOf([countOf(indicator)]);
      // A bucket bound that does not exist must end in "no data", so an absent bucket is not taken for zero.
      return { total, bad: atLeastZero(binary(total, "-", rateOf([goodBucketOf(indicator)]))), mayBeAbsent: false };
    }
    case "probe": {
      const success = call("avg_over_time", range(indicator.success, window));
      return { total: aggregate("count", by, success), bad: aggregate("sum", by, binary(number(1), "-", success)), mayBeAbsent: false };
    }
    case "promql": {
      const fill = (query: string): Expression => text(query.replaceAll(WINDOW_PLACEHOLDER, printPromDuration(window)));
      return { total: aggregate("sum", by, fill(indicator.total)), bad: aggregate("sum", by, fill(indicator.errors)), mayBeAbsent: true };
    }
  }
}

/** The raw series whose newest sample tells whether the indicator is alive. */
export function livenessOf(objective: Objective): Expression {
  const { indicator } = objective;
  switch (indicator.kind) {
    case "events":
      return union(indicator.total.map(vector));
    case "latency":
      return vector(indicator.form === "native" ? indicator.histogram : goodBucketOf(indicator));
    case "probe":
      return vector(indicator.success);
    case "promql":
      return text(indicator.total.replaceAll(WINDOW_PLACEHOLDER, printPromDuration(minutes(5))));
  }
}

/** Latency over a window at a quantile, for golden signals; undefined for what is no histogram. */
export function latencyQuantile(objective: Objective, quantile: number, window: Seconds): Expression | undefined {
  const { indicator, by } = objective;
  if (indicator.kind !== "latency") return undefined;
  if (indicator.form === "native") return call("histogram_quantile", number(quantile), aggregate("sum", by, call("rate", range(indicator.histogram, window))));
  return call("histogram_quantile", number(quantile), aggregate("sum", [...by, "le"], call("rate", range(bucketsOf(indicator), window))));
}

const atLeastZero = (e: Expression): Expression => call("clamp_min", e, number(0));

/**
 * Several vectors side by side. `rate` drops the metric name, so series of two metrics may carry equal labels,
 * and a plain `or` would swallow the second: each gets the number of its part.
 */
function union(parts: readonly Expression[]): Expression {
  const [first, ...rest] = parts;
  if (first === undefined) throw new RangeError("an indicator needs at least one selector");
  if (rest.length === 0) return first;
  const numbered = parts.map((part, i) => call("label_replace", part, string("__part__"), string(String(i)), string(""), string("")));
  return numbered.reduce((left, right) => binary(left, "or", right));
}
