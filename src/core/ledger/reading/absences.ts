import { addIncrease } from "./apply-sample.ts";
import { mostPlausible } from "./births.ts";
import { sampleKey } from "./falls.ts";
import { isCounter, type SeriesRoute, type SeriesTable } from "./series-table.ts";

/** Samples further apart than so many usual intervals have one missing between them. */
export const MISSED_INTERVALS = 1.5;

/** Two neighbours of a series, of which the later is not the lower. */
interface Neighbours {
  /** Of the series, in the table. */
  readonly index: number;
  readonly previousMs: number;
  readonly atMs: number;
  /** As the counter stood at both times. */
  readonly previous: number;
  readonly value: number;
}

/**
 * Series that were away and came back no lower. Whether their counters began anew meanwhile, the other series of the
 * target tell: a process that restarts begins all of them anew. They are asked once all samples are read.
 */
export class Absences {
  #noted: { readonly neighbours: Neighbours; readonly routes: readonly SeriesRoute[] }[] = [];

  /**
   * Notes two neighbours, where some sample is missing between them: by the usual spacing, which series that are often
   * away make long, or by what the target is known to have shown meanwhile.
   */
  note(table: SeriesTable, neighbours: Neighbours, routes: readonly SeriesRoute[]): void {
    const { index, previousMs, atMs } = neighbours;
    const spacingMs = atMs - previousMs;
    const isShown = table.hasReset(index, previousMs, atMs);
    const isAway = (route: SeriesRoute): boolean =>
      isCounter(route) &&
      (isShown || (route.cell.spacingMs > 0 && spacingMs > MISSED_INTERVALS * route.cell.spacingMs));
    // Nearly never is any, and each sample asks.
    if (routes.some(isAway)) this.#noted.push({ neighbours, routes: routes.filter(isAway) });
  }

  /**
   * Counts the events that look like those of before: of a counter that began anew, its whole value is new.
   *
   * @param counted - samples that were asked for it already
   */
  settle(table: SeriesTable, counted: ReadonlySet<string>): void {
    for (const { neighbours, routes } of this.#noted) {
      const { index, previousMs, atMs, previous, value } = neighbours;
      if (counted.has(sampleKey(index, atMs)) || !table.hasReset(index, previousMs, atMs)) continue;
      for (const route of routes)
        if (atMs > route.feed.liveFromMs && value <= mostPlausible(route.cell.recentRate(atMs)))
          addIncrease(route, previousMs, atMs, previous);
    }
    this.#noted = [];
  }
}
