import type { Cell } from "../counting/cell.ts";
import type { CellStore } from "../counting/cell-store.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import type { Hole } from "../past/backfill.ts";
import type { ChainReader } from "../reading/chain-reader.ts";
import type { SeriesRoute } from "../reading/series-table.ts";
import { KEPT_FORMAT, type KeptChains, type KeptObjective, type KeptRecord, type KeptRoute } from "./kept.ts";

/** What a ledger is made of, as far as it is kept. */
export interface KeepableLedger {
  readonly stepMs: number;
  readonly replicaLabels: readonly string[];
  /** Infinitely long ago before the first time. */
  readonly sweptMs: number;
  readonly store: CellStore;
  readonly chains: ChainReader;
  /** In the order that they are numbered by. */
  readonly tracked: readonly TrackedObjective[];
  readonly holes: readonly Hole[];
}

/** So many chains, or families of them, are a millisecond or two of work. */
const AT_ONCE = 250;

/** All that a ledger knows, a piece at a time. Nothing of it may change until the last one was taken. */
export function* keepLedger(ledger: KeepableLedger): Generator<KeptRecord, void> {
  const { stepMs, replicaLabels, sweptMs, store, chains, tracked } = ledger;
  yield {
    kind: "head",
    format: KEPT_FORMAT,
    stepMs,
    replicaLabels,
    advancedMs: store.advancedMs,
    sweptMs: Number.isFinite(sweptMs) ? sweptMs : undefined,
  };
  const holes = Map.groupBy(ledger.holes, (hole) => hole.tracked);
  for (const [number, one] of tracked.entries()) yield keepObjective(one, number, holes.get(one) ?? []);
  for (const families of inPieces(chains.keepFamilies())) yield { kind: "families", families };
  yield* keepChains(ledger);
}

function keepObjective(tracked: TrackedObjective, number: number, holes: readonly Hole[]): KeptObjective {
  const { objective, hourRows, lostHistory, historyRemark, pastAsRates, whyRates, awaitsPast } = tracked;
  const { approximateUntilMs } = tracked;
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
    approximateUntilMs: Number.isFinite(approximateUntilMs) ? approximateUntilMs : undefined,
    excluded: tracked.excluded.keep(),
    feeds: tracked.feeds.map((feed) => feed.keep()),
    cells: Array.from(tracked.cells, (cell) => cell.keep()),
    holes: holes.map(({ fromMs, toMs, channels }) => ({ fromMs, toMs, channels })),
  };
}

function* keepChains({ chains, tracked }: KeepableLedger): Generator<KeptChains, void> {
  const numbers = new Map(tracked.map((one, number) => [one, number]));
  const cells = new Map<Cell, number>(tracked.flatMap((one) => Array.from(one.cells, (cell, i) => [cell, i] as const)));
  const toRoute = ({ feed, cell, bound }: SeriesRoute): readonly KeptRoute[] => {
    const number = numbers.get(feed.tracked);
    const ofCell = cells.get(cell);
    // It leads to what is followed no more, until its series has a sample again.
    if (number === undefined || ofCell === undefined) return [];
    return [{ objective: number, feed: feed.tracked.feeds.indexOf(feed), cell: ofCell, bound }];
  };
  for (const piece of inPieces(chains.keepChains()))
    yield { kind: "chains", chains: piece.map((chain) => ({ ...chain, routes: chain.routes.flatMap(toRoute) })) };
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
