import type { SampleSeries } from "../../promql/sample-series.ts";
import { isCount } from "../counting/valid-sample.ts";
import { addIncrease } from "./apply-sample.ts";
import { isCounter, type SeriesRoute } from "./series-table.ts";

/** Answers hold no samples that are older. */
const LONGEST_MS = 5 * 60_000;

/** Two samples of a counter of which the later is the lower. */
export interface Fallen {
  readonly previousMs: number;
  readonly atMs: number;
  /** As the counter stood then, in events. */
  readonly previous: number;
  /** The same at the later time. */
  readonly value: number;
}

/**
 * Samples that come after their successors. What they show is in those, unless the counter began anew in between: then
 * nothing else tells what it had counted by its end. So falls are looked at once more while answers reach back to them.
 */
export class Overtaken {
  /** The newest fall of each series, by its index. */
  readonly #falls = new Map<number, Fallen>();

  /** Notes that a counter fell. */
  note(index: number, fallen: Fallen): void {
    this.#falls.set(index, fallen);
  }

  /** Forgets falls that no answer of this time reaches back to. */
  forget(atMs: number): void {
    for (const [index, fallen] of this.#falls) if (atMs - fallen.atMs > LONGEST_MS) this.#falls.delete(index);
  }

  /** Counts what samples show that came between those of a fall. */
  look(index: number, { timestamps, values }: SampleSeries, routes: readonly SeriesRoute[]): void {
    const fallen = this.#falls.get(index);
    if (fallen === undefined) return;
    const { previousMs, previous, atMs, value } = fallen;
    let [lastMs, last] = [previousMs, previous];
    const go = (ms: number, to: number): void => {
      const increase = to >= last ? to - last : to;
      // By the sample after the fall all that it shows was counted.
      const missing = ms < atMs ? increase : increase - value;
      for (const route of routes)
        if (isCounter(route) && previousMs >= route.feed.liveFromMs) addIncrease(route, lastMs, ms, missing);
      if (to < last) this.note(index, { previousMs: lastMs, previous: last, atMs: ms, value: to });
      [lastMs, last] = [ms, to];
    };
    const late = timestamps.flatMap((ms, i) => {
      const one = values[i] ?? Number.NaN;
      return ms > previousMs && ms < atMs && isCount(one) ? [[ms, one] as const] : [];
    });
    if (late.length === 0) return;
    for (const [ms, one] of late) go(ms, one);
    go(atMs, value);
  }
}
