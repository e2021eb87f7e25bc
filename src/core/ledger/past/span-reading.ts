import type { Selector } from "../../promql/selector.ts";
import { type Cell, LONGEST_SILENCE_MS } from "../counting/cell.ts";
import { replicasOfAll, type TrackedFeed, type TrackedObjective } from "../following/tracked-objective.ts";
import type { RawQuery } from "../ports.ts";
import { channelsOf } from "../reading/apply-sample.ts";
import { type BirthVerdict, judgeBirth, mostPlausible } from "../reading/births.ts";
import { RouteIndex } from "../reading/route-index.ts";
import type { Tail } from "../reading/heads.ts";
import { CHAIN_MEMORY_MS, isCounter, type SeriesRoute } from "../reading/series-table.ts";
import { targetOf } from "../reading/series-keys.ts";
import { CellRows, RowGrid } from "./cell-rows.ts";
import { type ExcludedSets, excludedWithin } from "./excluded-sets.ts";
import { Presence } from "./presence.ts";
import { hiddenBy } from "./restarts.ts";
import type { RawSpan } from "./raw-spans.ts";
import type { RowCounts, SeriesDigest } from "./series-digest.ts";

/** To judge so many series is less than a millisecond of work. */
const AT_ONCE = 20;

/** Feeds that one raw query serves. */
export interface RawGroup {
  readonly selector: Selector;
  readonly feeds: readonly TrackedFeed[];
  readonly only: TrackedFeed | undefined;
}

/** One of the questions of a reading. */
export interface PastQuestion {
  readonly group: RawGroup;
  readonly query: RawQuery;
  /** Takes some digests of the answer, in any order. */
  readonly take: (digests: readonly SeriesDigest[]) => void;
}

/** One series of the span, as far as it is to be judged once all are read. */
interface ReadSeries {
  readonly digest: SeriesDigest;
  readonly routes: readonly SeriesRoute[];
}

/**
 * Reads a span of history from raw samples, for some objectives at once. Digests come in any order; births, and
 * counters that come back, are judged when all are in, and nothing is counted before.
 */
export class SpanReading {
  readonly span: RawSpan;
  readonly #questions: PastQuestion[] = [];
  /** Whose history it reads. */
  readonly objectives: ReadonlySet<TrackedObjective>;
  readonly #grid: RowGrid;
  readonly #rows = new Map<Cell, CellRows>();
  readonly #presence = new Presence();
  readonly #series: ReadSeries[] = [];
  readonly #implausible = new Set<string>();
  readonly #excluded: ExcludedSets;

  private constructor(span: RawSpan, objectives: ReadonlySet<TrackedObjective>, excluded: ExcludedSets) {
    this.span = span;
    this.#grid = new RowGrid(span);
    this.objectives = objectives;
    this.#excluded = excluded;
  }

  /** A span to be read for those whose feeds are in some groups; made in pieces of some milliseconds. */
  static *open(span: RawSpan, groups: readonly RawGroup[]): Generator<void, SpanReading> {
    const objectives = new Set(groups.flatMap(({ feeds }) => feeds.map(({ tracked }) => tracked)));
    const reading = new SpanReading(span, objectives, yield* excludedWithin(span, objectives));
    for (const group of groups) reading.#questions.push(yield* reading.#toQuestion(group));
    return reading;
  }

  /** All of them are to be answered before anything is counted. */
  get questions(): readonly PastQuestion[] {
    return this.#questions;
  }

  *#toQuestion(group: RawGroup): Generator<void, PastQuestion> {
    const index = new RouteIndex();
    yield* index.add(group.feeds);
    return {
      group,
      query: this.#toQuery(group),
      take: (digests) => {
        for (const digest of digests) this.#take(digest, index.routesOf(digest.labels, this.span.toMs, group.only));
      },
    };
  }

  #toQuery({ selector, feeds }: RawGroup): RawQuery {
    const { fromMs, toMs, stepMs } = this.span;
    const isGauge = feeds.some(({ feed }) => feed.kind === "series" && feed.counted === "by seconds");
    return {
      selector,
      plan: {
        // Chains go on as the ledger's own do: so much is read before what is counted.
        fromMs: fromMs - CHAIN_MEMORY_MS,
        toMs,
        countFromMs: fromMs,
        stepMs,
        counted: isGauge ? "by the time it holds" : "by its increase",
        excluded: this.#excluded.sets,
      },
      replicas: replicasOfAll(feeds),
    };
  }

  #take(digest: SeriesDigest, routes: readonly SeriesRoute[]): void {
    if (routes.length === 0) return;
    for (const route of routes) this.#count(route, digest);
    const kept = withoutCounts(digest);
    this.#presence.add(kept);
    this.#series.push({ digest: kept, routes });
  }

  /** Counts all that was read, and tells where each series ended. Gives others their turn after each cell. */
  *commit(): Generator<void, readonly Tail[]> {
    for (const [i, { digest, routes }] of this.#series.entries()) {
      this.#noteImplausible(digest, routes);
      if (i % AT_ONCE === AT_ONCE - 1) yield;
    }
    let looked = 0;
    for (const one of this.#series) {
      this.#judge(one);
      // Of a target that began anew all the time each of its series is asked for each time.
      looked += 1 + this.#presence.restartsOf(one.digest.labels).length;
      if (looked < AT_ONCE) continue;
      looked = 0;
      yield;
    }
    for (const [cell, rows] of this.#rows) {
      if (cell.isGivenBack) continue;
      cell.place.bank.addHistory(cell.place.index, rows.stretches(cell));
      const { newestMs } = rows;
      if (newestMs !== undefined) cell.noteHistory(newestMs, newestMs);
      if (rows.spacingMs > 0) cell.noteUsualSpacing(rows.spacingMs);
      yield;
    }
    return this.#series.map(({ digest: { labels, pieces } }) => ({
      labels,
      atMs: pieces[pieces.length - 2] ?? 0,
      value: pieces[pieces.length - 1] ?? 0,
    }));
  }

  /** Whether it ends where the live part of an objective begins. */
  meetsLive(tracked: TrackedObjective): boolean {
    return tracked.feeds.some(({ liveFromMs }) => liveFromMs === this.span.toMs);
  }

  /** A live series has samples from one time to another: what appears with it belongs to a target that lives. */
  seeLive(labels: SeriesDigest["labels"], fromMs: number, toMs: number): void {
    this.#presence.see(labels, fromMs, toMs);
  }

  /** Whether the target of a series began anew within (fromMs, toMs]. */
  hasReset(labels: SeriesDigest["labels"], fromMs: number, toMs: number): boolean {
    return this.#presence.hasReset(labels, fromMs, toMs);
  }

  /** What a series is that appears with a sample, by what the others of its target and its objective say. */
  verdict(
    { cell }: SeriesRoute,
    labels: SeriesDigest["labels"],
    { atMs, value }: Pick<Tail, "atMs" | "value">,
  ): BirthVerdict {
    const rows = this.#rowsOf(cell);
    const { firstMs } = rows;
    const seen = this.#presence.seenAt(labels, atMs);
    return judgeBirth({
      firstMs: atMs,
      value,
      // Nothing was there long before: what begins is not the process but its being scraped.
      coveredToMs: firstMs === undefined || atMs - firstMs < LONGEST_SILENCE_MS ? undefined : atMs,
      ...seen,
      eventsPerSecond: () => Math.max(rows.eventsPerSecond(atMs), rows.eventsPerSecond(atMs - seen.gapMs)),
      objectiveNewestMs: rows.seenBefore(atMs),
    });
  }

  #rowsOf(cell: Cell): CellRows {
    const known = this.#rows.get(cell);
    if (known !== undefined) return known;
    const rows = new CellRows(this.#grid);
    this.#rows.set(cell, rows);
    return rows;
  }

  #count(route: SeriesRoute, digest: SeriesDigest): void {
    const { feed, cell } = route;
    const rows = this.#rowsOf(cell);
    const own = digest.counts[this.#excluded.setOf.get(feed.tracked) ?? 0];
    if (own !== undefined) addCounts(rows, route, own);
    if (feed.channels.total) rows.see(digest);
  }

  /** One counter of a target that is too large to be new tells about all that begin with it. */
  #noteImplausible({ labels, pieces }: SeriesDigest, routes: readonly SeriesRoute[]): void {
    const [firstMs = 0, first = 0] = [pieces[0], pieces[1]];
    if (firstMs <= this.span.fromMs) return;
    for (const route of routes) {
      if (!isCounter(route) || this.verdict(route, labels, { atMs: firstMs, value: first }) !== "implausible") continue;
      route.cell.refuseBirth(firstMs, first);
      this.#implausible.add(`${firstMs} ${targetOf(labels)}`);
    }
  }

  #judge({ digest, routes }: ReadSeries): void {
    const { labels, pieces } = digest;
    const [firstMs = 0, first = 0] = [pieces[0], pieces[1]];
    const mayBeNew = firstMs > this.span.fromMs && !this.#implausible.has(`${firstMs} ${targetOf(labels)}`);
    for (const route of routes) {
      if (!isCounter(route)) continue;
      if (mayBeNew && this.verdict(route, labels, { atMs: firstMs, value: first }) === "count")
        this.#addAt(route, firstMs, firstMs, first);
      this.#addRebirths(route, digest);
    }
  }

  /** A counter that came back at or above its old value had begun anew, where another of its target shows it. */
  #addRebirths(route: SeriesRoute, digest: SeriesDigest): void {
    const { labels, absences } = digest;
    const most = (atMs: number): number => mostPlausible(this.#rowsOf(route.cell).eventsPerSecond(atMs));
    for (const fall of this.#presence.restartsOf(labels)) {
      if (fall.toMs <= this.span.fromMs) continue;
      const { hidden, value } = hiddenBy(digest, fall);
      if (hidden > 0 && value <= most(fall.toMs)) this.#addAt(route, fall.fromMs, fall.toMs, hidden);
    }
    for (let i = 0; i < absences.length; i += 4) {
      const [goneMs = 0, gone = 0, backMs = 0, back = 0] = [
        absences[i],
        absences[i + 1],
        absences[i + 2],
        absences[i + 3],
      ];
      if (backMs <= this.span.fromMs || !this.#presence.hasReset(labels, goneMs, backMs)) continue;
      if (back <= most(backMs)) this.#addAt(route, goneMs, backMs, gone);
    }
  }

  #addAt(route: SeriesRoute, sinceMs: number, atMs: number, events: number): void {
    if (route.cell.excluded.keepsOut(sinceMs, atMs)) return;
    const { total, counted } = channelsOf(route);
    const rows = this.#rowsOf(route.cell);
    rows.add(rows.rowAt(atMs), total ? events : 0, counted ? events : 0);
  }
}

function addCounts(rows: CellRows, route: SeriesRoute, { rows: at, amounts, bad }: RowCounts): void {
  const { total, counted } = channelsOf(route);
  const isGauge = bad.length > 0;
  for (let i = 0; i < at.length; i++) {
    const amount = amounts[i] ?? 0;
    rows.add(at[i] ?? 0, total ? amount : 0, isGauge ? (bad[i] ?? 0) : counted ? amount : 0);
  }
}

/** Rows are counted and gone: hundreds of numbers for each series. */
const withoutCounts = (digest: SeriesDigest): SeriesDigest => ({ ...digest, counts: [] });
