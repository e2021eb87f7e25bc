import type { SampleSeries } from "../../promql/sample-series.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";
import { RouteIndex } from "./route-index.ts";
import type { SeriesRoute } from "./series-table.ts";

/** So many feeds that were added are looked through for each series; with more of them all ways are found anew. */
const MOST_ADDED = 1000;

/** Where series go while the feeds change: a way stays unless one of its feeds has ended, or one was added for it. */
export class Routing {
  #feeds: ReadonlySet<TrackedFeed> = new Set();
  #index = new RouteIndex();
  #generation = 0;
  /** The feeds that came since a generation. */
  #added: { readonly since: number; readonly feeds: readonly TrackedFeed[]; readonly index: RouteIndex } = {
    since: 0,
    feeds: [],
    index: new RouteIndex(),
  };

  /** @returns the number of the present set of feeds, which grows by one with each */
  get generation(): number {
    return this.#generation;
  }

  /** @returns the number of the oldest set whose ways may stay, see {@link mayStay} */
  get oldestGeneration(): number {
    return this.#added.since;
  }

  /** Sets the feeds, some at a time. */
  *follow(feeds: readonly TrackedFeed[]): Generator<void, void> {
    const index = new RouteIndex();
    yield* index.add(feeds);
    const followed = new Set(feeds);
    const added = [
      ...this.#added.feeds.filter((feed) => followed.has(feed)),
      ...feeds.filter((feed) => !this.#feeds.has(feed)),
    ];
    const isFirst = this.#feeds.size === 0;
    this.#index = index;
    this.#feeds = followed;
    if (isFirst || added.length > MOST_ADDED) return this.forget();
    const ofAdded = new RouteIndex();
    yield* ofAdded.add(added);
    this.#generation++;
    this.#added = { ...this.#added, feeds: added, index: ofAdded };
  }

  /** All ways are to be found anew: groups were given back, which makes room for others. */
  forget(): void {
    this.#generation++;
    this.#added = { since: this.#generation, feeds: [], index: new RouteIndex() };
  }

  /** Whether a series still goes where it went while an older set of feeds was followed. */
  mayStay({ labels }: SampleSeries, routes: readonly SeriesRoute[]): boolean {
    return !routes.some(({ cell }) => cell.isGivenBack) && !this.#added.index.reads(labels);
  }

  /** Where a series goes, see {@link RouteIndex.routesOf}. */
  routesOf({ labels, timestamps }: SampleSeries, only: TrackedFeed | undefined): readonly SeriesRoute[] {
    return this.#index.routesOf(labels, timestamps[0] ?? 0, only);
  }
}
