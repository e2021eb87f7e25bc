import type { DigestIndex } from "./digest-index.ts";

/** Where the chains of a table stand: the indexes of series, and what is known by such an index. */
interface ChainColumns<Routes> {
  readonly series: DigestIndex;
  readonly lastMs: Float64Array;
  /** As the counter stands. */
  readonly lastValue: Float64Array;
  readonly oddMs: readonly number[];
  readonly targets: readonly ({ readonly number: number } | undefined)[];
  readonly metrics: readonly ({ readonly number: number } | undefined)[];
  readonly routes: readonly (readonly Routes[])[];
}

/** A chain of such columns, its families by their numbers. */
interface CopiedChain<Routes> extends Readonly<Record<"index" | "lastMs" | "lastValue" | "oddMs", number>> {
  readonly key: string;
  readonly target: number | undefined;
  readonly metric: number | undefined;
  readonly routes: readonly Routes[];
}

/** To copy so many indexes is less than a millisecond of work. */
const AT_ONCE = 1_000;

/**
 * Copies the columns, a few at a time, which is much less than all chains: these are made of the copies one by one, as
 * they were now.
 */
export function* copyChains<Routes>(columns: ChainColumns<Routes>): Generator<void, Iterable<CopiedChain<Routes>>> {
  const indexes = new Int32Array(columns.series.size);
  let copied = 0;
  for (const index of columns.series.all()) {
    indexes[copied++] = index;
    if (copied % AT_ONCE === 0) yield;
  }
  yield;
  const [lastMs, lastValue, oddMs] = [columns.lastMs.slice(), columns.lastValue.slice(), columns.oddMs.slice()];
  yield;
  const [targets, metrics, routes] = [columns.targets.slice(), columns.metrics.slice(), columns.routes.slice()];
  const keyOf = columns.series.keys();
  return indexes.values().map((index) => ({
    index,
    key: keyOf(index),
    lastMs: lastMs[index] ?? 0,
    lastValue: lastValue[index] ?? 0,
    oddMs: oddMs[index] ?? 0,
    target: targets[index]?.number,
    metric: metrics[index]?.number,
    routes: routes[index] ?? [],
  }));
}
