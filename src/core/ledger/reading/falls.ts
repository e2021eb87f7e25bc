import type { SampleSeries, SeriesList } from "../../promql/sample-series.ts";
import { addIncrease } from "./apply-sample.ts";
import { type Family, forgetReset } from "./family.ts";
import { mostPlausible } from "./births.ts";
import { isCounter, type SeriesTable } from "./series-table.ts";

/** To look at so many series once more is less than a millisecond of work. */
const AT_ONCE = 25;

/** Some counter of a target is lower than it was at the scrape before. */
interface Fall {
  readonly fromMs: number;
  readonly toMs: number;
  /** Counters that are no lower, by their index. */
  readonly others: Map<number, Neighbours>;
}

/** The last sample of a counter before a fall, and the first after it. */
interface Neighbours {
  readonly previousMs: number;
  readonly atMs: number;
  /** As the counter stood at both times. */
  readonly previous: number;
  readonly value: number;
}

/**
 * Where a counter falls from one scrape to the next its process began anew, and so did all counters of the target, those
 * as well that are no lower than before: an error counter that stood at 1 and stands at 1 again shows nothing by itself.
 * They are looked at once more then, in the answers of the same step.
 */
export class Falls {
  /** Many counters of a target fall at once: those are one. */
  readonly #byTarget = new Map<Family, Map<string, Fall>>();

  /** Notes that a counter of a target fell. */
  note(target: Family, fromMs: number, toMs: number): void {
    const known = this.#byTarget.get(target) ?? new Map<string, Fall>();
    this.#byTarget.set(target, known.set(`${fromMs} ${toMs}`, { fromMs, toMs, others: new Map() }));
  }

  /**
   * Counts what began anew without being lower, in pieces of some milliseconds; takes back falls that were no restart.
   *
   * @returns the samples that were asked for it, by {@link sampleKey}
   */
  *settle(
    table: SeriesTable,
    answers: readonly { readonly series: SeriesList }[],
  ): Generator<void, ReadonlySet<string>> {
    // Between two samples of a counter its target may have begun anew twice: it shows one life of that.
    const counted = new Set<string>();
    if (this.#byTarget.size === 0) return counted;
    let looked = 0;
    for (const { series: all } of answers)
      for (const series of all) {
        if (++looked % AT_ONCE === 0) yield;
        const index = table.find(series);
        const target = index === undefined ? undefined : table.targetOf(index);
        if (index === undefined || target === undefined) continue;
        this.#byTarget.get(target)?.forEach((fall) => look(fall, index, series));
      }
    for (const [target, falls] of this.#byTarget)
      for (const fall of falls.values()) judge(table, target, fall, counted);
    this.#byTarget.clear();
    return counted;
  }
}

/** One sample of a series by its index in the table. */
export const sampleKey = (index: number, atMs: number): string => `${index} ${atMs}`;

/** Notes a series that has samples on both sides of a fall, and is no lower after it. */
function look({ fromMs, toMs, others }: Fall, index: number, { timestamps, values }: SampleSeries): void {
  const i = timestamps.findIndex((atMs) => atMs >= toMs);
  const [previousMs = Number.NaN, atMs = Number.NaN] = [timestamps[i - 1], timestamps[i]];
  if (!(previousMs <= fromMs)) return;
  const [previous = Number.NaN, value = Number.NaN] = [values[i - 1], values[i]];
  if (previous > 0 && value >= previous) others.set(index, { previousMs, atMs, previous, value });
}

function judge(table: SeriesTable, target: Family, { fromMs, toMs, others }: Fall, counted: Set<string>): void {
  const found = [...others].flatMap(([index, stood]) => {
    const routes = table.lastRoutes(index).filter(isCounter);
    const most = Math.max(0, ...routes.map(({ cell }) => mostPlausible(cell.recentRate(stood.atMs))));
    return routes.length === 0 ? [] : [{ index, ...stood, routes, isTooHigh: stood.value > most }];
  });
  // A counter that stands higher than a new one could has not begun anew, so the process has not.
  if (found.some(({ isTooHigh }) => isTooHigh)) return forgetReset(target, fromMs, toMs);
  for (const { index, previousMs, atMs, previous, routes } of found) {
    const key = sampleKey(index, atMs);
    if (counted.has(key)) continue;
    counted.add(key);
    for (const route of routes) if (atMs > route.feed.liveFromMs) addIncrease(route, previousMs, atMs, previous);
  }
}
