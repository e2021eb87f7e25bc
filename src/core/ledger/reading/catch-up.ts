import type { SampleSeries } from "../../promql/sample-series.ts";
import { isCount } from "../counting/valid-sample.ts";
import { applySample } from "./apply-sample.ts";
import type { Head } from "./heads.ts";
import type { SeriesRoute } from "./series-table.ts";

/**
 * Who has only begun to follow a series reaches back further than to where its chain stands: what the chain has passed
 * since is counted for them alone.
 *
 * @param before - where the increments of the series went until now
 * @param lastMs - where its chain stands
 * @returns where it begins for them; undefined where nobody is new
 */
export function catchUp(
  { labels, timestamps, values }: SampleSeries,
  routes: readonly SeriesRoute[],
  before: readonly SeriesRoute[],
  lastMs: number,
): Head | undefined {
  const begun = routes.filter(
    ({ feed }) => feed.coveredToMs === undefined && !before.some((route) => route.feed === feed),
  );
  if (begun.length === 0) return undefined;
  let head: Head | undefined;
  let [previousMs, previous] = [Number.POSITIVE_INFINITY, 0];
  for (const [i, atMs] of timestamps.entries()) {
    const value = values[i] ?? Number.NaN;
    if (atMs > lastMs) break;
    if (!isCount(value)) continue;
    head ??= { labels, atMs, value, counted: 0 };
    const increase = value >= previous ? value - previous : value;
    if (previousMs < atMs)
      for (const route of begun) applySample(route, { previousMs, atMs, previous, value, increase });
    [previousMs, previous] = [atMs, value];
  }
  return head;
}
