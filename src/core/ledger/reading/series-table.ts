import { type Cell, LONGEST_SILENCE_MS } from "../counting/cell.ts";
import type { Birth } from "./births.ts";
import { Families, NOT_BEGUN } from "./families.ts";
import { type Family, hasReset, type KeptFamily, noteReset } from "./family.ts";
import { copyChains } from "./chain-columns.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";
import { DigestIndex } from "./digest-index.ts";
import { DIGEST_OF, DIGESTS, digestLabels, type LabelDigests } from "../../promql/label-digest.ts";
import type { SampleSeries } from "../../promql/sample-series.ts";

/** What a series is known by. */
export type NamedSeries = Pick<SampleSeries, "labels" | "digests">;

/** A series that was away for less continues its chain; a counter that comes back later starts a new one. */
export const CHAIN_MEMORY_MS = 6 * 3_600_000;

/** Where a series' increments go. */
export interface SeriesRoute {
  readonly feed: TrackedFeed;
  readonly cell: Cell;
  /** The bucket's `le`; undefined for what is no bucket. */
  readonly bound: number | undefined;
}

/** Whether the route counts by increases. */
export const isCounter = ({ feed: { feed } }: SeriesRoute): boolean =>
  feed.kind === "series" && feed.counted === "by its increase";

const FIRST_ROOM = 256;
/** Routes of this one are those of no present set of objectives. */
const NO_GENERATION = -1;

/** To look at so many series is less than a millisecond of work. */
const SWEPT_AT_ONCE = 1_000;

/** Where the chain of one series stands, and where its increments went. */
export interface KeptChain {
  /** See {@link DigestIndex.keys}. */
  readonly key: string;
  readonly lastMs: number;
  /** As the counter stands. */
  readonly lastValue: number;
  readonly oddMs: number;
  /** The number of its family among those that are kept. */
  readonly target: number | undefined;
  /** The same for that of its metric alone. */
  readonly metric: number | undefined;
  readonly routes: readonly SeriesRoute[];
}

const seenMs = (family?: Family): number | undefined => (family?.newestMs === NOT_BEGUN ? undefined : family?.newestMs);

/** The last sample of each chain, and where its increments go. */
export class SeriesTable {
  readonly #series = new DigestIndex();
  readonly #own: LabelDigests = { lanes: new Int32Array(DIGESTS), from: 0 };
  /** Whose digests these are: who was looked for in vain is often entered next. */
  #ownOf: NamedSeries["labels"] | undefined;
  readonly #families = new Families();
  #lastMs = new Float64Array(FIRST_ROOM);
  #lastValue = new Float64Array(FIRST_ROOM);
  readonly #routes: (readonly SeriesRoute[])[] = [];
  readonly #generations: number[] = [];
  /** When a sample of the series was no number last; 0 for never. */
  readonly #oddMs: number[] = [];
  readonly #targets: (Family | undefined)[] = [];
  readonly #metrics: (Family | undefined)[] = [];

  /** The index of a series whose chain has begun; undefined for any other. */
  find(series: NamedSeries): number | undefined {
    const { lanes, from } = this.#digestsOf(series);
    const index = this.#series.find(lanes, from + DIGEST_OF.series);
    return index !== undefined && this.hasBegun(index) ? index : undefined;
  }

  /**
   * Enters a series whose chain starts with this sample, and tells its index from now on.
   *
   * @param value - as the counter stands
   */
  add(series: NamedSeries, atMs: number, value: number): number {
    const index = this.enter(series);
    this.moveTo(index, atMs, value);
    return index;
  }

  /** The index of a series from now on; its chain begins with the first sample that it is moved to. */
  enter(series: NamedSeries): number {
    const { lanes, from } = this.#digestsOf(series);
    const known = this.#series.find(lanes, from + DIGEST_OF.series);
    if (known !== undefined) return known;
    const index = this.#series.add(lanes, from + DIGEST_OF.series);
    if (index >= this.#lastMs.length) this.#grow();
    this.#targets[index] = this.#families.of(lanes, from + DIGEST_OF.target);
    this.#metrics[index] = this.#families.of(lanes, from + DIGEST_OF.metric);
    this.#routes[index] = [];
    this.#oddMs[index] = 0;
    this.#generations[index] = NO_GENERATION;
    this.#lastMs[index] = NOT_BEGUN;
    return index;
  }

  /** Whether a series that was entered has had a sample. */
  hasBegun(index: number): boolean {
    return this.lastMs(index) > NOT_BEGUN;
  }

  /** Forgets a series that was entered, unless its chain has begun. */
  giveUp(index: number): void {
    if (!this.hasBegun(index)) this.#drop(index);
  }

  /** When the newest sample of a series is from. */
  lastMs(index: number): number {
    return this.#lastMs[index] ?? 0;
  }

  /** What the newest sample of a series says; of a counter, the next increase is told from it. */
  lastValue(index: number): number {
    return this.#lastValue[index] ?? 0;
  }

  /** Goes on to a newer sample of a series, `value` at `atMs`; its target and its metric were seen then too. */
  moveTo(index: number, atMs: number, value: number): void {
    this.#lastMs[index] = atMs;
    this.#lastValue[index] = value;
    for (const family of [this.#targets[index], this.#metrics[index]])
      if (family !== undefined && atMs > family.newestMs) {
        if (atMs - family.newestMs > LONGEST_SILENCE_MS && Number.isFinite(family.newestMs))
          family.gap = { fromMs: family.newestMs, toMs: atMs };
        family.newestMs = atMs;
      }
  }

  /** A counter of its target began anew between two of its samples. */
  noteReset(index: number, fromMs: number, toMs: number): void {
    const target = this.#targets[index];
    if (target !== undefined) noteReset(target, fromMs, toMs);
  }

  /** Whether any counter of its target began anew within (fromMs, toMs], for sure. */
  hasReset(index: number, fromMs: number, toMs: number): boolean {
    const target = this.#targets[index];
    return target !== undefined && hasReset(target, fromMs, toMs);
  }

  /** The family of all series of a series' target. */
  targetOf(index: number): Family | undefined {
    return this.#targets[index];
  }

  /** Notes a sample that is no number. @returns whether the one before it was none either */
  isOddAgain(index: number, atMs: number): boolean {
    const oddMs = this.#oddMs[index] ?? 0;
    this.#oddMs[index] = atMs;
    return oddMs > this.lastMs(index) && oddMs < atMs;
  }

  /** The routes, unless they were made for an older set of objectives than that of number `generation`. */
  routes(index: number, generation: number): readonly SeriesRoute[] | undefined {
    return (this.#generations[index] ?? NO_GENERATION) >= generation ? this.#routes[index] : undefined;
  }

  /** The routes as they were made last, for whichever set of objectives. */
  lastRoutes(index: number): readonly SeriesRoute[] {
    return (this.#routes[index] ?? []).filter(({ cell }) => !cell.isGivenBack);
  }

  /** Sets where the increments of a series go while the objectives are those of number `generation`. */
  setRoutes(index: number, generation: number, routes: readonly SeriesRoute[]): void {
    this.#routes[index] = routes;
    this.#generations[index] = generation;
  }

  /**
   * When any series of the target of a series, and of its metric there, was last seen, undefined when never; and how
   * long nobody saw the target just before `atMs`, if too long.
   */
  lastSeen(index: number, atMs: number): Pick<Birth, "targetMs" | "metricMs" | "gapMs"> {
    const { gap } = this.#targets[index] ?? {};
    return {
      targetMs: seenMs(this.#targets[index]),
      metricMs: seenMs(this.#metrics[index]),
      gapMs: gap?.toMs === atMs ? gap.toMs - gap.fromMs : 0,
    };
  }

  /** Forgets series whose routes are such. */
  forget(isSuch: (routes: readonly SeriesRoute[]) => boolean): void {
    for (const index of this.#series.all()) if (isSuch(this.#routes[index] ?? [])) this.#drop(index);
  }

  /** Forgets series and targets without a sample since `oldestMs`, some at a time. */
  *sweep(oldestMs: number): Generator<void, void> {
    let seen = 0;
    for (const index of this.#series.all()) {
      if (++seen % SWEPT_AT_ONCE === 0) yield;
      if (this.lastMs(index) < oldestMs) this.#drop(index);
    }
    yield* this.#families.sweep(oldestMs);
  }

  /** All families, in the order of the numbers by which chains name them from then on. */
  keepFamilies(): Generator<KeptFamily, void> {
    return this.#families.keep();
  }

  /** All chains as they are now, with their indexes, to be told one by one later; see {@link copyChains}. */
  keepChains(): Generator<void, Iterable<KeptChain & { readonly index: number }>> {
    const [series, lastMs, lastValue, oddMs] = [this.#series, this.#lastMs, this.#lastValue, this.#oddMs];
    const [targets, metrics, routes] = [this.#targets, this.#metrics, this.#routes];
    return copyChains({ series, lastMs, lastValue, oddMs, targets, metrics, routes });
  }

  /** Takes over the next families, in their order. @returns them */
  loadFamilies(kept: readonly KeptFamily[]): readonly Family[] {
    return this.#families.load(kept);
  }

  /** Goes on with a chain where it was. Its routes are made anew once it has a sample. @returns its index */
  loadChain(kept: KeptChain, families: readonly Family[]): number {
    const index = this.#series.load(kept.key);
    if (index >= this.#lastMs.length) this.#grow();
    this.#lastMs[index] = kept.lastMs;
    this.#lastValue[index] = kept.lastValue;
    this.#oddMs[index] = kept.oddMs;
    this.#targets[index] = families[kept.target ?? -1];
    this.#metrics[index] = families[kept.metric ?? -1];
    this.setRoutes(index, NO_GENERATION, kept.routes);
    return index;
  }

  #digestsOf({ labels, digests }: NamedSeries): LabelDigests {
    if (digests !== undefined) return digests;
    if (labels !== this.#ownOf) digestLabels(labels, this.#own.lanes, this.#own.from);
    this.#ownOf = labels;
    return this.#own;
  }

  #drop(index: number): void {
    this.#series.drop(index);
    this.#routes[index] = [];
  }

  #grow(): void {
    const lastMs = new Float64Array(this.#lastMs.length * 2);
    const lastValue = new Float64Array(lastMs.length);
    lastMs.set(this.#lastMs);
    lastValue.set(this.#lastValue);
    this.#lastMs = lastMs;
    this.#lastValue = lastValue;
  }
}
