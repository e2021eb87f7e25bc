import { Absences } from "./absences.ts";
import { Falls } from "./falls.ts";
import { applySample } from "./apply-sample.ts";
import { type BirthVerdict, judgeBirth } from "./births.ts";
import type { SampleSeries, SeriesList } from "../../promql/sample-series.ts";
import { isCount } from "../counting/valid-sample.ts";
import { type Head, Heads, type Joint, type Tail } from "./heads.ts";
import { firstCount, type NewSeries, NewSeriesList } from "./new-series.ts";
import { Routing } from "./routing.ts";
import { type Family, type KeptFamily, noteReset } from "./family.ts";
import { type Fallen, Overtaken } from "./overtaken.ts";
import { markInvalid, withoutFuture } from "./odd-samples.ts";
import { isCounter, type KeptChain, type SeriesRoute, SeriesTable } from "./series-table.ts";
import { NONE_REFUSED, type RefusedSamples } from "./refused-samples.ts";
import { catchUp } from "./catch-up.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";

/** So many series are less than a millisecond of work, also where all of them are new. */
const SLICE = 20;

/** Where a chain stands, and how it began where that is still to be judged. */
export type KeptReading = KeptChain & { readonly head: Head | undefined };

/** Turns raw samples into events: each sample once, resets seen per series, births judged. */
export class ChainReader {
  #table = new SeriesTable();
  readonly #routing = new Routing();
  readonly #heads = new Heads();
  readonly #absences = new Absences();
  readonly #falls = new Falls();
  #overtaken = new Overtaken();
  readonly #refused = { ...NONE_REFUSED };

  /** What was read and not counted. */
  get refused(): RefusedSamples {
    return this.#refused;
  }

  /** Sets the feeds, some at a time. Chains go on; where their increments go changes for those that feeds came or went. */
  follow(feeds: readonly TrackedFeed[]): Generator<void, void> {
    return this.#routing.follow(feeds);
  }

  /** Groups were given back, which makes room for others. */
  forgetRoutes(): void {
    this.#routing.forget();
  }

  /** Chains begin anew: what comes next is dated by another clock. */
  forgetChains(): void {
    this.#table = new SeriesTable();
    this.#overtaken = new Overtaken();
    this.#heads.forget();
  }

  /** Ends the chains that lead to nothing but these feeds: what comes next was not read in an unbroken row. */
  breakOff(feeds: ReadonlySet<TrackedFeed>): void {
    this.#table.forget((routes) => routes.length > 0 && routes.every(({ feed }) => feeds.has(feed)));
  }

  /** All families of the chains, by whose order these name them. */
  keepFamilies(): Generator<KeptFamily, void> {
    return this.#table.keepFamilies();
  }

  /** All chains as they are now, to be told one by one later; in pieces of some milliseconds. */
  *keepChains(): Generator<void, Iterable<KeptReading>> {
    const heads = yield* this.#heads.keep();
    const chains = yield* this.#table.keepChains();
    return Iterator.from(chains).map(({ index, ...chain }) => ({ ...chain, head: heads.get(index) }));
  }

  /** Takes over the next families, before any chain. @returns them */
  loadFamilies(kept: readonly KeptFamily[]): readonly Family[] {
    return this.#table.loadFamilies(kept);
  }

  /** Goes on with a chain where it was. */
  loadChain({ head, ...chain }: KeptReading, families: readonly Family[]): void {
    const index = this.#table.loadChain(chain, families);
    if (head !== undefined) this.#heads.load(index, head, chain.routes);
  }

  /** Joins chains to what history says of their series, see {@link Heads.join}. */
  join(tails: readonly Tail[], joint: Joint): Generator<void, void> {
    return this.#heads.join(this.#table, tails, joint);
  }

  /** Forgets chains without a sample since `oldestMs`, some at a time; what comes later of them is a birth. */
  *sweep(oldestMs: number): Generator<void, void> {
    yield* this.#table.sweep(oldestMs);
    this.#heads.forget(oldestMs);
  }

  /**
   * Reads answers that end at the same time, and pauses after every so many series: whoever asks for the next slice may
   * let others have their turn before.
   *
   * @param atMs - the time of Prometheus; what is dated later is refused
   * @param answers - with the feed that only Prometheus can match, where the answer holds nothing else
   */
  *read(
    atMs: number,
    answers: readonly { readonly series: SeriesList; readonly only: TrackedFeed | undefined }[],
  ): Generator<void, void> {
    const born = new NewSeriesList();
    this.#overtaken.forget(atMs);
    try {
      // Known series first: what they say of traffic and of living targets decides about the new ones.
      for (const { series, only } of answers) yield* this.#readKnown(atMs, series, only, born);
      yield* this.#bear(born, atMs);
    } finally {
      for (const { index } of born.all) this.#table.giveUp(index);
    }
    this.#absences.settle(this.#table, yield* this.#falls.settle(this.#table, answers));
  }

  /** Reads the series that are known, and enters the others, which are born later. */
  *#readKnown(
    atMs: number,
    answer: SeriesList,
    only: TrackedFeed | undefined,
    born: NewSeriesList,
  ): Generator<void, void> {
    let place = -1;
    for (const all of answer) {
      if (++place % SLICE === SLICE - 1) yield;
      const one = withoutFuture(all, atMs);
      if (one !== all) {
        this.#refused.future += all.timestamps.length - one.timestamps.length;
        for (const { cell } of this.#routing.routesOf(all, only)) cell.noteFuture(atMs, all.timestamps.at(-1) ?? atMs);
      }
      const known = this.#table.find(one);
      if (known === undefined) {
        const routes = this.#routing.routesOf(one, only);
        markInvalid(one, routes);
        const first = firstCount(one);
        if (routes.length > 0 && first !== -1)
          born.add({ index: this.#table.enter(one), answer, place, routes }, one, first);
      } else this.#continue(known, one, this.#currentRoutes(known, one, only));
    }
  }

  *#bear(born: NewSeriesList, nowMs: number): Generator<void, void> {
    const verdicts: BirthVerdict[] = [];
    // One counter of a target that is too large to be new tells about all of that target's.
    const old = new Set<Family | undefined>();
    for (const [i, one] of born.all.entries()) {
      if (i % SLICE === SLICE - 1) yield;
      const verdict = this.#judge(one, born.firstMs(i), born.firstValue(i));
      verdicts.push(verdict);
      if (verdict !== "implausible") continue;
      this.#refused.implausible += 1;
      old.add(this.#table.targetOf(one.index));
    }
    for (const [i, { index, answer, place, routes }] of born.all.entries()) {
      if (i % SLICE === SLICE - 1) yield;
      const series = answer.at(place);
      if (series === undefined) continue;
      const [atMs, value] = [born.firstMs(i), born.firstValue(i)];
      const counts = verdicts[i] === "count" && !old.has(this.#table.targetOf(index));
      // The same series may stand in two answers of one step.
      const isNew = !this.#table.hasBegun(index);
      if (isNew) {
        this.#table.moveTo(index, atMs, value);
        this.#table.setRoutes(index, this.#routing.generation, routes);
        this.#heads.note(index, { labels: series.labels, atMs, value, counted: counts ? value : 0 }, routes);
      }
      for (const route of isNew ? routes : []) {
        if (verdicts[i] === "implausible") route.cell.refuseBirth(atMs, value);
        applySample(route, {
          previousMs: atMs,
          atMs,
          previous: value,
          value,
          increase: counts && isCounter(route) ? value : 0,
        });
      }
      this.#continue(index, withoutFuture(series, nowMs), routes);
    }
  }

  #judge({ index, routes }: NewSeries, firstMs: number, value: number): BirthVerdict {
    const seen = this.#table.lastSeen(index, firstMs);
    for (const { feed, cell } of routes) {
      const verdict = judgeBirth({
        firstMs,
        value,
        coveredToMs: feed.coveredToMs,
        ...seen,
        eventsPerSecond: () => cell.recentRate(firstMs, seen.gapMs),
        objectiveNewestMs: cell.newestMs,
      });
      if (verdict !== "count") return verdict;
    }
    return "count";
  }

  #continue(index: number, series: SampleSeries, routes: readonly SeriesRoute[]): void {
    const { timestamps, values } = series;
    this.#overtaken.look(index, series, routes);
    for (let i = 0; i < timestamps.length; i++) {
      const atMs = timestamps[i] ?? 0;
      const previousMs = this.#table.lastMs(index);
      // Seen before: the overlap repeats what was read, and so does the second of two replicas.
      if (atMs <= previousMs) continue;
      const value = values[i] ?? Number.NaN;
      if (!isCount(value)) {
        // Some stores mark the end of a series by one sample that is no number.
        if (Number.isNaN(value) && !this.#table.isOddAgain(index, atMs)) continue;
        this.#refused.invalid += 1;
        for (const { cell } of routes)
          cell.noteInvalid(atMs, `${series.labels["__name__"] ?? "a series"} is ${value}, expected a number of events`);
        continue;
      }
      const previous = this.#table.lastValue(index);
      this.#table.moveTo(index, atMs, value);
      const increase = value >= previous ? value - previous : value;
      if (value < previous) this.#noteFall(index, { previousMs, atMs, previous, value });
      else if (previous > 0) this.#absences.note(this.#table, { index, previousMs, atMs, previous, value }, routes);
      for (const route of routes) applySample(route, { previousMs, atMs, previous, value, increase });
    }
  }

  #noteFall(index: number, fallen: Fallen): void {
    this.#overtaken.note(index, fallen);
    const target = this.#table.targetOf(index);
    if (target === undefined) return;
    noteReset(target, fallen.previousMs, fallen.atMs);
    this.#falls.note(target, fallen.previousMs, fallen.atMs);
  }

  #currentRoutes(index: number, series: SampleSeries, only: TrackedFeed | undefined): readonly SeriesRoute[] {
    const known = this.#table.routes(index, this.#routing.generation) ?? this.#keptRoutes(index, series);
    if (known !== undefined && (only === undefined || known.some(({ feed }) => feed === only))) return known;
    const routes = this.#routing.routesOf(series, only);
    const begun = catchUp(series, routes, this.#table.lastRoutes(index), this.#table.lastMs(index));
    if (begun !== undefined) this.#heads.noteFirst(index, begun, routes);
    const merged = [...(known ?? []).filter(({ feed }) => feed.alone && feed !== only), ...routes];
    this.#table.setRoutes(index, this.#routing.generation, merged);
    this.#heads.follow(index, merged);
    return merged;
  }

  /** Those of an older set of feeds, where they stay. */
  #keptRoutes(index: number, series: SampleSeries): readonly SeriesRoute[] | undefined {
    const routes = this.#table.routes(index, this.#routing.oldestGeneration);
    if (routes === undefined || !this.#routing.mayStay(series, routes)) return undefined;
    this.#table.setRoutes(index, this.#routing.generation, routes);
    return routes;
  }
}
