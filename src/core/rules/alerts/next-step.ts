import { SHORTEST_WINDOW, windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import { binary, call, type Expression, number, range, vector } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import { shifted } from "../../promql/shifted.ts";
import { latencyQuantile, fillWindow } from "../../sli/rates.ts";
import { livenessSelectors } from "../../sli/newest-sample.ts";
import { union } from "../../sli/union.ts";

const WINDOW = windowLength(SHORTEST_WINDOW);

/** How many of the worst series the query shows: as many as fit on a phone. */
const WORST = 10;

/** The query that shows which series are bad, to be pasted into Prometheus. */
export function worstSeries(objective: Objective): string {
  return printExpression(shifted(worst(objective), objective.delay));
}

function worst(objective: Objective): Expression {
  const { indicator } = objective;
  switch (indicator.kind) {
    case "events": {
      const rates = union(indicator.counted.selectors.map((selector) => call("rate", range(selector, WINDOW))));
      // Of good events, the series that have fewest are the suspects.
      return call(indicator.counted.as === "bad" ? "topk" : "bottomk", number(WORST), rates);
    }
    case "latency":
      return latencyQuantile(objective, 0.99, WINDOW) ?? vector(indicator.histogram);
    case "probe":
      return binary(vector(indicator.success), "<", number(1));
    case "promql":
      return fillWindow(indicator.errors, WINDOW);
  }
}

/** The query that shows whether the raw data comes in. */
export function liveness(objective: Objective): string {
  const selectors = livenessSelectors(objective.indicator).map(vector);
  const [first, ...rest] = selectors;
  if (first === undefined) return worstSeries(objective);
  const alive = rest.reduce((left: Expression, right) => binary(left, "or", right), first);
  return printExpression(shifted(alive, objective.delay));
}
