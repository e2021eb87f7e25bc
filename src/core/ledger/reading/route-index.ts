import { parseBound } from "../../promql/bucket-bound.ts";
import type { Cell } from "../counting/cell.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";
import type { SeriesRoute } from "./series-table.ts";

type Labels = Readonly<Record<string, string>>;

/** To enter so many feeds is less than a millisecond of work. */
const AT_ONCE = 50;

/**
 * Finds the feeds that a series goes to. Most selectors say the value of some label, by which all but a few feeds are
 * passed over: what a series costs does not grow with the number of objectives.
 */
export class RouteIndex {
  readonly #byMetric = new Map<string, MetricFeeds>();
  /** Where series go, by the first cell that they go to. */
  readonly #lists = new WeakMap<Cell, (readonly SeriesRoute[])[]>();

  /** Enters all feeds, some at a time: none is found before the last of its metric is in. */
  *add(feeds: readonly TrackedFeed[]): Generator<void, void> {
    const byMetric = Map.groupBy(feeds, ({ metric }) => metric);
    for (const [metric, ofMetric] of byMetric) {
      if (metric === undefined) continue;
      const entered = new MetricFeeds();
      yield* entered.add(ofMetric);
      this.#byMetric.set(metric, entered);
    }
  }

  /** Whether any feed may read a series. */
  reads(labels: Labels): boolean {
    const candidates = this.#byMetric.get(labels["__name__"] ?? "")?.candidates(labels);
    return candidates?.some((feed) => feed.alone || feed.reads(labels)) ?? false;
  }

  /**
   * Where the increments of a series go.
   *
   * @param firstMs - the time of a sample of it, for groups that are seen for the first time
   * @param only - the feed that only Prometheus can match, where the answer holds nothing else
   */
  routesOf(labels: Labels, firstMs: number, only: TrackedFeed | undefined): readonly SeriesRoute[] {
    const routes: SeriesRoute[] = [];
    for (const feed of this.#byMetric.get(labels["__name__"] ?? "")?.candidates(labels) ?? []) {
      if (feed.alone ? feed !== only : !feed.reads(labels)) continue;
      const bound = feed.feed.role === "bucket" ? parseBound(labels["le"]) : undefined;
      if (Number.isNaN(bound)) continue;
      const cell = feed.tracked.cellOfSeries(labels, firstMs);
      if (cell !== undefined) routes.push({ feed, cell, bound });
    }
    return this.#shared(routes);
  }

  /** Most series of a cell go the same way: they have one list, of the right length. */
  #shared(routes: readonly SeriesRoute[]): readonly SeriesRoute[] {
    const [first] = routes;
    if (first === undefined) return NOWHERE;
    const known = this.#lists.get(first.cell) ?? [];
    this.#lists.set(first.cell, known);
    const same = known.find((list) => isSameWay(list, routes));
    if (same !== undefined) return same;
    const own = routes.slice();
    known.push(own);
    return own;
  }
}

const NOWHERE: readonly SeriesRoute[] = [];

const isSameWay = (one: readonly SeriesRoute[], other: readonly SeriesRoute[]): boolean =>
  one.length === other.length &&
  one.every(({ feed, cell, bound }, i) => {
    const route = other[i];
    return route?.feed === feed && route.cell === cell && route.bound === bound;
  });

/** The feeds of one metric, by a label whose value they say. */
class MetricFeeds {
  readonly #byLabel = new Map<string, Map<string, TrackedFeed[]>>();
  /** Those that say no value of any label. */
  readonly #others: TrackedFeed[] = [];

  *add(feeds: readonly TrackedFeed[]): Generator<void, void> {
    const values = new Map<string, Set<string>>();
    for (const [i, feed] of feeds.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      for (const [label, value] of saidValues(feed)) values.set(label, (values.get(label) ?? new Set()).add(value));
    }
    for (const [i, feed] of feeds.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      // The label that tells most feeds apart.
      const [best] = saidValues(feed).toSorted(([a], [b]) => (values.get(b)?.size ?? 0) - (values.get(a)?.size ?? 0));
      if (best === undefined) this.#others.push(feed);
      else this.#enter(best, feed);
    }
  }

  /** Mostly those of one label, as they are held: one list for each series would be many. */
  candidates(labels: Labels): readonly TrackedFeed[] {
    let found = this.#others;
    for (const [label, byValue] of this.#byLabel) {
      const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
      const own = value === undefined ? undefined : byValue.get(value);
      if (own !== undefined) found = found.length === 0 ? own : [...found, ...own];
    }
    return found;
  }

  #enter([label, value]: readonly [string, string], feed: TrackedFeed): void {
    const byValue = this.#byLabel.get(label) ?? new Map<string, TrackedFeed[]>();
    this.#byLabel.set(label, byValue);
    const feeds = byValue.get(value) ?? [];
    byValue.set(value, feeds);
    feeds.push(feed);
  }
}

/** The labels whose value the selector says; an empty one stands for a label that is missing. */
function saidValues({ feed, alone }: TrackedFeed): readonly (readonly [label: string, value: string])[] {
  if (feed.kind !== "series" || alone) return [];
  return feed.selector.matchers
    .filter(({ operator, value }) => operator === "=" && value !== "")
    .map(({ label, value }) => [label, value] as const);
}
