import type { TrackedObjective } from "../following/tracked-objective.ts";
import { addIncrease } from "./apply-sample.ts";
import { type BirthVerdict, mostPlausible } from "./births.ts";
import { isCounter, type SeriesRoute, type SeriesTable } from "./series-table.ts";

type Labels = Readonly<Record<string, string>>;

/** Where history saw a series last: its labels, and its counter's `value` at `atMs`. */
export interface Tail {
  readonly labels: Labels;
  readonly atMs: number;
  /** As the counter stands. */
  readonly value: number;
}

/** The first sample of a chain that history may know more of. */
export interface Head extends Tail {
  /** How many of its events were counted. */
  readonly counted: number;
}

/** What history says, and for whom. */
export interface Joint {
  readonly objectives: ReadonlySet<TrackedObjective>;
  /** Series that were seen later go on where they were when they come back. */
  readonly oldestMs: number;
  /** Takes from when to when a live series has samples: history may know nothing of them yet. */
  readonly see: (labels: Labels, fromMs: number, toMs: number) => void;
  /** Whether history saw the target of a series begin anew within (fromMs, toMs]. */
  readonly hasReset: (labels: Labels, fromMs: number, toMs: number) => boolean;
  /** Whether a series that history does not know counts from zero. */
  readonly verdict: (route: SeriesRoute, head: Head) => BirthVerdict;
}

/** To join so many is less than a millisecond of work. */
const AT_ONCE = 25;
/** So is to copy so many, or to look whose they are. */
const LOOKED_AT_AT_ONCE = 1_000;

/** The beginnings of chains, as long as some objective awaits its history: it tells what happened before them. */
export class Heads {
  /** By the index of their series. */
  readonly #heads = new Map<number, Head>();
  /** Indexes of series that lead to an objective, some of them twice, and some of heads that are gone. */
  readonly #ofObjective = new WeakMap<TrackedObjective, number[]>();

  /** Notes where a chain begins, where that may matter. */
  note(index: number, head: Head, routes: readonly SeriesRoute[]): void {
    if (!routes.some(({ feed }) => feed.tracked.awaitsPast)) return;
    this.#heads.set(index, head);
    this.follow(index, routes);
  }

  /** The same, where its beginning does not matter yet. */
  noteFirst(index: number, head: Head, routes: readonly SeriesRoute[]): void {
    if (!this.#heads.has(index)) this.note(index, head, routes);
  }

  /** From now on a series has these routes: its beginning, if that matters, does so for others. */
  follow(index: number, routes: readonly SeriesRoute[]): void {
    if (!this.#heads.has(index)) return;
    for (const { feed } of routes) {
      const known = this.#ofObjective.get(feed.tracked);
      if (known === undefined) this.#ofObjective.set(feed.tracked, [index]);
      else if (known.at(-1) !== index) known.push(index);
    }
  }

  /** All beginnings as they are now, by the indexes of their series; a few at a time, while nothing changes. */
  *keep(): Generator<void, ReadonlyMap<number, Head>> {
    const kept = new Map<number, Head>();
    for (const [index, head] of this.#heads) {
      kept.set(index, head);
      if (kept.size % LOOKED_AT_AT_ONCE === 0) yield;
    }
    return kept;
  }

  /** Takes over a beginning that was kept, of a series with these routes. */
  load(index: number, head: Head, routes: readonly SeriesRoute[]): void {
    this.#heads.set(index, head);
    this.follow(index, routes);
  }

  /** Forgets beginnings from before `oldestMs`; of all time by default. */
  forget(oldestMs = Number.POSITIVE_INFINITY): void {
    for (const [index, head] of this.#heads) if (head.atMs < oldestMs) this.#heads.delete(index);
  }

  /**
   * Joins chains to where history saw their series last: the first live sample tells what happened since. In pieces of
   * some milliseconds; what appears meanwhile is judged like what appeared just before.
   */
  *join(table: SeriesTable, tails: readonly Tail[], joint: Joint): Generator<void, void> {
    yield* this.#noteFalls(table, tails);
    const known = yield* this.#joinTails(table, tails, joint);
    const own = new Set([...joint.objectives].flatMap((one) => this.#ofObjective.get(one) ?? []));
    const unknown = [...own].filter((index) => !known.has(index) && this.#heads.get(index)?.counted === 0);
    yield* this.#seeTargetsOf(unknown, table, joint);
    for (const [i, index] of unknown.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      const head = this.#heads.get(index);
      if (head === undefined) continue;
      for (const route of joinedRoutes(table, index, head, joint))
        if (joint.verdict(route, head) === "count") addIncrease(route, head.atMs, head.atMs, head.value);
    }
    const awaits = ({ feed: { tracked } }: SeriesRoute): boolean =>
      tracked.awaitsPast && !joint.objectives.has(tracked);
    for (const [i, index] of [...own].entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      if (!table.lastRoutes(index).some(awaits)) this.#heads.delete(index);
    }
    for (const one of joint.objectives) this.#ofObjective.delete(one);
  }

  /** What began lately is judged by the rest of its target, whoever wants that. */
  *#seeTargetsOf(unknown: readonly number[], table: SeriesTable, joint: Joint): Generator<void, void> {
    const targets = new Set(unknown.map((index) => table.targetOf(index)));
    if (targets.size === 0) return;
    let looked = 0;
    for (const [index, { labels, atMs }] of this.#heads) {
      if (++looked % LOOKED_AT_AT_ONCE === 0) yield;
      if (targets.has(table.targetOf(index))) joint.see(labels, atMs, table.lastMs(index));
    }
  }

  /** Counts what happened between the last sample of history and the first live one. @returns who has a tail */
  *#joinTails(table: SeriesTable, tails: readonly Tail[], joint: Joint): Generator<void, ReadonlySet<number>> {
    const known = new Set<number>();
    for (const [i, tail] of tails.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      const index = table.find(tail);
      if (index === undefined) {
        if (tail.atMs >= joint.oldestMs) table.add(tail, tail.atMs, tail.value);
        continue;
      }
      known.add(index);
      const head = this.#heads.get(index);
      if (head === undefined || head.atMs <= tail.atMs) continue;
      const began = table.hasReset(index, tail.atMs, head.atMs) || joint.hasReset(tail.labels, tail.atMs, head.atMs);
      for (const route of joinedRoutes(table, index, head, joint)) {
        const isPlausible = head.value <= mostPlausible(route.cell.recentRate(head.atMs));
        const isNew = head.value < tail.value || (began && isPlausible);
        addIncrease(route, tail.atMs, head.atMs, head.value - (isNew ? 0 : tail.value) - head.counted);
      }
    }
    return known;
  }

  /** A counter that is lower at its first live sample began anew since history saw it, and all of its target with it. */
  *#noteFalls(table: SeriesTable, tails: readonly Tail[]): Generator<void, void> {
    for (const [i, tail] of tails.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      const index = table.find(tail);
      const head = index === undefined ? undefined : this.#heads.get(index);
      if (index !== undefined && head !== undefined && head.atMs > tail.atMs && head.value < tail.value)
        table.noteReset(index, tail.atMs, head.atMs);
    }
  }
}

/** Where a beginning counts that history is joined to. */
const joinedRoutes = (table: SeriesTable, index: number, head: Head, { objectives }: Joint): readonly SeriesRoute[] =>
  table
    .lastRoutes(index)
    .filter((route) => isCounter(route) && objectives.has(route.feed.tracked) && head.atMs > route.feed.liveFromMs);
