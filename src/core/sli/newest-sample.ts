import type { Indicator } from "../objective/indicator.ts";
import type { Objective } from "../objective/objective.ts";
import { aggregate, call, type Expression, vector } from "../promql/expression.ts";
import { listSelectors } from "../promql/list-selectors.ts";
import { printExpression } from "../promql/print.ts";
import type { Selector } from "../promql/selector.ts";
import { minutes } from "../units/seconds.ts";
import { goodBucketOf } from "./bucket.ts";
import { fillWindow } from "./rates.ts";
import { union } from "./union.ts";

/**
 * The raw series that must exist for the indicator to be alive. For a latency it is the very bucket of its bound,
 * so that a bound which no bucket has is found; for `promql:` the selectors inside its total.
 */
export function livenessSelectors(indicator: Indicator): readonly Selector[] {
  switch (indicator.kind) {
    case "events":
      return indicator.total;
    case "latency":
      return [indicator.form === "native" ? indicator.histogram : goodBucketOf(indicator)];
    case "probe":
      return [indicator.success];
    case "promql":
      return listSelectors(printExpression(fillWindow(indicator.total, minutes(5))));
  }
}

/**
 * Unix time of the newest raw sample. Each selector stands alone inside `timestamp()`, because the timestamp of
 * anything else, even of `x + 0`, is the time of the evaluation and never grows old.
 * A `promql:` indicator without any selector of its own has only that.
 */
export function newestSample({ indicator, by }: Pick<Objective, "indicator" | "by">): Expression {
  const raw = livenessSelectors(indicator).map(vector);
  const alive = raw.length > 0 || indicator.kind !== "promql" ? raw : [fillWindow(indicator.total, minutes(5))];
  return aggregate("max", by, union(alive.map((selector) => call("timestamp", selector))));
}
