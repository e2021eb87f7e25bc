import { SHORTEST_WINDOW, windowLength } from "../objective/burn-window.ts";
import type { Grouping } from "../objective/grouping.ts";
import type { Indicator } from "../objective/indicator.ts";
import { call, type Expression, vector } from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import { grouped } from "./grouped.ts";
import { type IndicatorPart, partsOf, selectorsOf } from "./indicator-parts.ts";
import { fillWindow } from "./rates.ts";
import { union } from "./union.ts";

/** The raw series that must exist for the indicator to be alive. */
export const livenessSelectors = (indicator: Indicator): readonly Selector[] =>
  livingParts(indicator).flatMap(selectorsOf);

/**
 * Unix time of the newest raw sample. Each selector stands alone inside `timestamp()`, because the timestamp of
 * anything else, even of `x + 0`, is the time of the evaluation and never grows old.
 * A `promql:` indicator without any selector of its own has only that.
 */
export function newestSample(indicator: Indicator, grouping: Grouping): Expression {
  const raw = livenessSelectors(indicator);
  return raw.length > 0 ? newestOf(raw, grouping) : newest(livingParts(indicator).flatMap(wholeQuery), grouping);
}

/** Unix time of the newest raw sample of any of these selectors. */
export const newestOf = (selectors: readonly Selector[], grouping: Grouping): Expression =>
  newest(selectors.map(vector), grouping);

const newest = (alive: readonly Expression[], grouping: Grouping): Expression =>
  grouped("max", grouping, union(alive.map((selector) => call("timestamp", selector))));

const livingParts = (indicator: Indicator): readonly IndicatorPart[] =>
  partsOf(indicator).filter(({ provesLife }) => provesLife);

const wholeQuery = (part: IndicatorPart): readonly Expression[] =>
  part.kind === "query" ? [fillWindow(part.query, windowLength(SHORTEST_WINDOW))] : [];
