import type { Objective } from "../objective/objective.ts";
import { call, type Expression, range } from "../promql/expression.ts";
import type { Seconds } from "../units/seconds.ts";
import { grouped } from "./grouped.ts";
import { type IndicatorPart, partsOf, type SeriesPart } from "./indicator-parts.ts";
import { union } from "./union.ts";

/**
 * How many samples the best scraped series of all events has within a window, for each group: beside what is usual, it
 * says how much of the window was observed.
 *
 * @returns undefined for an author's own PromQL, whose samples nobody knows
 */
export function sampleCounts(objective: Objective, window: Seconds): Expression | undefined {
  const parts = partsOf(objective.indicator).filter(countsAll);
  if (parts.length === 0) return undefined;
  const counts = parts.map(({ selector }) => call("count_over_time", range(selector, window)));
  return grouped("max", objective, union(counts));
}

const countsAll = (part: IndicatorPart): part is SeriesPart =>
  part.kind === "series" && (part.role === "total" || part.role === "histogram" || part.role === "success");
