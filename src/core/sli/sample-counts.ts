import type { Objective } from "../objective/objective.ts";
import { call, type Expression, range } from "../promql/expression.ts";
import type { Seconds } from "../units/seconds.ts";
import { grouped } from "./grouped.ts";
import { type IndicatorPart, partsOf, selectorsOf } from "./indicator-parts.ts";
import { union } from "./union.ts";

/**
 * How many samples the best scraped series of all events has within a window, for each group: beside what is usual, it
 * says how much of the window was observed.
 *
 * @returns undefined for an author's own PromQL in groups, whose samples nobody can tell apart
 */
export function sampleCounts(objective: Objective, window: Seconds): Expression | undefined {
  const selectors = partsOf(objective.indicator).filter(countsAll).flatMap(selectorsOf);
  // The raw series of an author's query need not have the labels that the whole is grouped by.
  const isTold = objective.by.length === 0 || objective.indicator.kind !== "promql";
  if (selectors.length === 0 || !isTold) return undefined;
  const counts = selectors.map((selector) => call("count_over_time", range(selector, window)));
  return grouped("max", objective, union(counts));
}

const countsAll = ({ role }: IndicatorPart): boolean => role === "total" || role === "histogram" || role === "success";
