import { objectiveId } from "../../objective/objective.ts";
import type { Cell } from "../counting/cell.ts";
import type { CellStore } from "../counting/cell-store.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import type { Hole } from "../past/backfill.ts";
import type { Past } from "../past/past.ts";
import type { ChainReader, KeptReading } from "../reading/chain-reader.ts";
import type { SeriesRoute } from "../reading/series-table.ts";
import type { KeptFamily } from "../reading/family.ts";
import { KEPT_FORMAT, type KeptHead, type KeptObjective, type KeptRecord, type KeptRoute } from "./kept.ts";

/** What a ledger is made of, as far as it is kept. */
export interface KeepableLedger {
  readonly stepMs: number;
  readonly replicaLabels: readonly string[];
  /** Infinitely long ago before the first time. */
  readonly sweptMs: number;
  readonly store: CellStore;
  readonly chains: ChainReader;
  /** In the order that they are numbered by … */
  readonly tracked: readonly TrackedObjective[];
  /** … but for those that have thrown, by their ids. */
  readonly faults: ReadonlyMap<string, unknown>;
  readonly past: Pick<Past, "keepHoles">;
}

/** What a ledger knew at a moment. It may go on meanwhile: what was is told all the same, until it is released. */
export interface KeptMoment {
  /** Made one after the other, as they are taken. */
  readonly records: Iterable<KeptRecord>;
  readonly release: () => void;
}

/** So many objectives or chains, or families of them, are a millisecond or two of work. */
const AT_ONCE = 250;
/** To make a record of so many is much less than that. */
const MADE_AT_ONCE = 20;

/**
 * All that a ledger knows now, in pieces of some milliseconds, until the last of which nothing may change. What is small
 * is copied; rings are frozen, and told from then on as they are now.
 */
export function* keepLedger(ledger: KeepableLedger): Generator<void, KeptMoment> {
  const { stepMs, replicaLabels, sweptMs, store, chains, past, faults } = ledger;
  const head: KeptHead = {
    kind: "head",
    format: KEPT_FORMAT,
    stepMs,
    replicaLabels,
    advancedMs: store.advancedMs,
    sweptMs: Number.isFinite(sweptMs) ? sweptMs : undefined,
  };
  // Nearly always there are no faults at all, and ids are not free.
  const isWell = ({ objective }: TrackedObjective): boolean => faults.size === 0 || !faults.has(objectiveId(objective));
  const holes = Map.groupBy(yield* past.keepHoles(), (hole) => hole.tracked);
  yield;
  const numbers = new Numbers();
  const objectives = yield* inSlices(ledger.tracked.filter(isWell), (one) =>
    keepObjective(one, numbers.add(one), holes.get(one) ?? []),
  );
  const families = yield* inSlices(chains.keepFamilies(), (family) => family);
  const all = yield* chains.keepChains();
  // Nothing may fail from here on: who froze it has to release it.
  store.freeze();
  return { records: recordsOf({ head, objectives, families, chains: all, numbers }), release: () => store.thaw() };
}

interface Kept {
  readonly head: KeptHead;
  readonly objectives: readonly KeptObjective[];
  readonly families: readonly KeptFamily[];
  readonly chains: Iterable<KeptReading>;
  readonly numbers: Numbers;
}

function* recordsOf({ head, objectives, families, chains, numbers }: Kept): Generator<KeptRecord, void> {
  yield head;
  // The counts of a cell are read here.
  for (const one of objectives) yield { ...one, cells: one.cells.map((cell) => ({ ...cell })) };
  for (const piece of inPieces(families)) yield { kind: "families", families: piece };
  for (const piece of inPieces(chains))
    yield { kind: "chains", chains: piece.map((chain) => ({ ...chain, routes: numbers.routes(chain.routes) })) };
}

function keepObjective(tracked: TrackedObjective, number: number, holes: readonly Hole[]): KeptObjective {
  const { objective, hourRows, lostHistory, historyRemark, pastAsRates, whyRates, awaitsPast } = tracked;
  const { approximateUntilMs, changes } = tracked;
  return {
    kind: "objective",
    number,
    objective,
    hourRows,
    lostHistory,
    historyRemark,
    pastAsRates,
    whyRates,
    awaitsPast,
    changes,
    approximateUntilMs: Number.isFinite(approximateUntilMs) ? approximateUntilMs : undefined,
    excluded: tracked.excluded.keep(),
    feeds: tracked.feeds.map((feed) => feed.keep()),
    cells: Array.from(tracked.cells, (cell) => cell.keep()),
    holes: holes.map(({ fromMs, toMs, channels }) => ({ fromMs, toMs, channels })),
  };
}

/** The numbers by which routes of chains name objectives and their cells. */
class Numbers {
  readonly #objectives = new Map<TrackedObjective, number>();
  readonly #cells = new Map<Cell, number>();

  /** Numbers an objective, and the cells that it has now. */
  add(tracked: TrackedObjective): number {
    const number = this.#objectives.size;
    this.#objectives.set(tracked, number);
    let ofCell = 0;
    for (const cell of tracked.cells) this.#cells.set(cell, ofCell++);
    return number;
  }

  routes(routes: readonly SeriesRoute[]): readonly KeptRoute[] {
    return routes.flatMap(({ feed, cell, bound }) => {
      const number = this.#objectives.get(feed.tracked);
      const ofCell = this.#cells.get(cell);
      // It leads to what is followed no more, until its series has a sample again.
      if (number === undefined || ofCell === undefined) return [];
      return [{ objective: number, feed: feed.tracked.feeds.indexOf(feed), cell: ofCell, bound }];
    });
  }
}

/** What is made of each, some at a time. */
function* inSlices<T, Made>(all: Iterable<T>, make: (one: T) => Made): Generator<void, readonly Made[]> {
  const made: Made[] = [];
  for (const one of all) {
    made.push(make(one));
    if (made.length % MADE_AT_ONCE === 0) yield;
  }
  return made;
}

function* inPieces<T>(all: Iterable<T>): Generator<readonly T[], void> {
  let piece: T[] = [];
  for (const one of all) {
    piece.push(one);
    if (piece.length < AT_ONCE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
