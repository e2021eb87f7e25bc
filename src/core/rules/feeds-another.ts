import { seriesMatcher } from "../promql/series-matcher.ts";
import type { Objective } from "../objective/objective.ts";
import { listSelectors } from "../promql/list-selectors.ts";
import type { Selector } from "../promql/selector.ts";
import { minutes } from "../units/seconds.ts";
import { countOf, bucketsOf } from "../sli/bucket.ts";
import { fillWindow } from "../sli/rates.ts";
import { printExpression } from "../promql/print.ts";
import type { ExampleSeries } from "./example-series.ts";

/** Whether test data for one objective moves another as well, so that the other's alerts may fire too. */
export function feedsAnother(
  objectives: readonly Objective[],
  own: Objective,
  series: readonly ExampleSeries[],
): boolean {
  const matchers = objectives
    .filter((objective) => objective !== own)
    .flatMap(selectorsRead)
    .map(seriesMatcher);
  // A selector that cannot be judged here might match.
  return matchers.some((matches) => matches === undefined || series.some(({ labels }) => matches(labels)));
}

/** Every raw selector that an objective's rules read. */
function selectorsRead({ indicator }: Objective): readonly Selector[] {
  switch (indicator.kind) {
    case "events":
      return [...indicator.total, ...indicator.counted.selectors];
    case "latency":
      return [indicator.histogram, bucketsOf(indicator), countOf(indicator)];
    case "probe":
      return [indicator.success];
    case "promql":
      return [indicator.errors, indicator.total].flatMap((query) =>
        listSelectors(printExpression(fillWindow(query, minutes(5)))),
      );
  }
}
