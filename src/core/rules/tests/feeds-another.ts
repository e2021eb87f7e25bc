import { seriesMatcher } from "../../promql/series-matcher.ts";
import type { Objective } from "../../objective/objective.ts";
import type { Selector } from "../../promql/selector.ts";
import { partsOf, selectorsOf } from "../../sli/indicator-parts.ts";
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
  return matchers.some((matches) => matches === undefined || series.some(({ labels }) => matches(labels) !== false));
}

/** Every raw selector that an objective reads. */
const selectorsRead = ({ indicator }: Objective): readonly Selector[] => partsOf(indicator).flatMap(selectorsOf);
