import type { SampleSeries, SeriesList } from "../../promql/sample-series.ts";
import { isAway } from "./absences.ts";
import { addIncrease } from "./apply-sample.ts";
import { type Family, forgetReset } from "./family.ts";
import { mostPlausible } from "./births.ts";
import { isCounter, type SeriesTable } from "./series-table.ts";

/** To look at so many series once more is some milliseconds of work. */
const AT_ONCE = 500;

/** Some counter of a target is lower than it was at the scrape before. */
interface Fall {
  readonly fromMs: number;
  readonly toMs: number;
  /** Counters that are no lower, by their index: what each stood at before and at the later time. */
  readonly others: Map<number, { readonly previous: number; readonly value: number }>;
}

/**
 * Where a counter falls from one scrape to the next its process began anew, and so did all counters of the target, those
 * as well that are no lower than before: an error counter that stood at 1 and stands at 1 again shows nothing by itself.
 * They are looked at once more then, in the answers of the same step.
 */
export class Falls {
  readonly #byTarget = new Map<Family, Fall[]>();

  /** Notes that a counter of a target fell. */
  note(target: Family, fromMs: number, toMs: number): void {
    const known = this.#byTarget.get(target) ?? [];
    this.#byTarget.set(target, known);
    if (!known.some((fall) => fall.fromMs === fromMs && fall.toMs === toMs))
      known.push({ fromMs, toMs, others: new Map() });
  }

  /** Counts what began anew without being lower, in pieces of some milliseconds; takes back falls that were no restart. */
  *settle(table: SeriesTable, answers: readonly { readonly series: SeriesList }[]): Generator<void, void> {
    if (this.#byTarget.size === 0) return;
    let looked = 0;
    for (const { series: all } of answers)
      for (const series of all) {
        if (++looked % AT_ONCE === 0) yield;
        const index = table.find(series.labels);
        const target = index === undefined ? undefined : table.targetOf(index);
        if (index === undefined || target === undefined) continue;
        for (const fall of this.#byTarget.get(target) ?? []) look(fall, index, series);
      }
    for (const [target, falls] of this.#byTarget) for (const fall of falls) judge(table, target, fall);
    this.#byTarget.clear();
  }
}

/** Notes a series that has a sample at both ends of a fall, and did not fall itself. */
function look({ fromMs, toMs, others }: Fall, index: number, { timestamps, values }: SampleSeries): void {
  const i = timestamps.lastIndexOf(toMs);
  if (i < 1 || timestamps[i - 1] !== fromMs) return;
  const [previous, value] = [values[i - 1] ?? Number.NaN, values[i] ?? Number.NaN];
  if (previous > 0 && value >= previous) others.set(index, { previous, value });
}

function judge(table: SeriesTable, target: Family, { fromMs, toMs, others }: Fall): void {
  const found = [...others].flatMap(([index, stood]) => {
    const routes = table.lastRoutes(index).filter(isCounter);
    const most = Math.max(0, ...routes.map(({ cell }) => mostPlausible(cell.recentRate(toMs))));
    return routes.length === 0 ? [] : [{ ...stood, routes, isTooHigh: stood.value > most }];
  });
  // A counter that stands higher than a new one could has not begun anew, so the process has not.
  if (found.some(({ isTooHigh }) => isTooHigh)) return forgetReset(target, fromMs, toMs);
  for (const { previous, routes } of found)
    for (const route of routes)
      // Of one that was away it is asked elsewhere.
      if (toMs > route.feed.liveFromMs && !isAway(route, toMs - fromMs)) addIncrease(route, fromMs, toMs, previous);
}
