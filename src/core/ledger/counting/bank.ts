import type { Counts, Stretch, Stretches } from "./counts.ts";
import { keptSizeOf } from "./frozen-rows.ts";
import { Tier, type TierShape } from "./tier.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** One row for the edge that is interpolated, one for the boundary that is just being passed. */
const EDGE_ROWS = 2;
/** Sums of what happened, of what of it was counted, and of observed time. */
const KEPT_SUMS = 3;
/** Cells that lie side by side in a line of the processor's cache, and so are read together. */
const KEPT_TOGETHER = 16;

/** The three tiers: fine for short windows, coarse for long ones. */
export const tierShapes = (stepMs: number, hourRows: number): readonly TierShape[] => [
  { stepMs, rows: Math.ceil((6 * HOUR_MS) / stepMs) + EDGE_ROWS, precision: "single" },
  { stepMs: 5 * MINUTE_MS, rows: 3 * 24 * 12 + EDGE_ROWS, precision: "double" },
  { stepMs: HOUR_MS, rows: hourRows, precision: "double" },
];

/** Rows of the coarse tier that a window of this length needs. */
export const hourRowsFor = (lengthMs: number): number => Math.ceil(lengthMs / HOUR_MS) + EDGE_ROWS;

/** Room for sums over `width` cells. */
export const emptyCounts = (width: number): Counts => ({
  total: new Float64Array(width),
  counted: new Float64Array(width),
  observedMs: new Float64Array(width),
});

/** What else there is to know of a bank that is frozen. */
interface FrozenBank {
  readonly sums: Counts;
  /** The states of some cells from the index `first` on that were read together, until they are asked for. */
  ahead: { readonly first: number; readonly kept: (Float64Array<ArrayBuffer> | undefined)[] } | undefined;
}

/** A block of cells with their sums and their rings. Cells never move, so a new objective costs no copying. */
export class Bank {
  /** How many cells it holds. */
  readonly width: number;
  readonly #sums: Counts;
  readonly #tiers: readonly Tier[];
  readonly #scratch: Counts;
  #frozen: FrozenBank | undefined;

  /** @param width - how many cells it will hold */
  constructor(shapes: readonly TierShape[], width: number, atMs: number) {
    this.width = width;
    this.#sums = emptyCounts(width);
    this.#scratch = emptyCounts(width);
    this.#tiers = shapes.map((shape) => new Tier(shape, width, atMs));
  }

  /** Of its rings and sums; what the objects around them take is not counted. */
  get bytes(): number {
    return this.#tiers.reduce((sum, tier) => sum + tier.bytes, 6 * this.width * Float64Array.BYTES_PER_ELEMENT);
  }

  /** How far back the coarsest tier reaches. */
  get oldestMs(): number {
    return this.#tiers.reduce((oldest, tier) => Math.min(oldest, tier.oldestMs), Number.POSITIVE_INFINITY);
  }

  /** Writes the rows of all boundaries up to `atMs`; events of an earlier time may still be added afterwards. */
  advance(atMs: number): void {
    for (const tier of this.#tiers) tier.advance(atMs, this.#sums);
  }

  /**
   * Counts events of the time `atMs` in the cell of index `cell`: `total` of all, `counted` of the good or the bad
   * ones.
   */
  addEvents(cell: number, atMs: number, total: number, counted: number): void {
    this.#sums.total[cell] = (this.#sums.total[cell] ?? 0) + total;
    this.#sums.counted[cell] = (this.#sums.counted[cell] ?? 0) + counted;
    for (const tier of this.#tiers) tier.addEvents(cell, atMs, total, counted);
  }

  /** Marks (fromMs, toMs] as observed in the cell of index `cell`. */
  addObserved(cell: number, fromMs: number, toMs: number): void {
    this.#sums.observedMs[cell] = (this.#sums.observedMs[cell] ?? 0) + toMs - fromMs;
    for (const tier of this.#tiers) {
      tier.addObserved(cell, fromMs, toMs);
      tier.setObserved(cell, this.#sums.observedMs[cell] ?? 0);
    }
  }

  /** History of the cell of index `cell` that ends before the rings do, oldest first. */
  addHistory(cell: number, stretches: Stretches): void {
    for (const tier of this.#tiers) tier.addHistory(cell, stretches);
    for (const quantity of ["total", "counted", "observedMs"] as const)
      for (const amount of stretches[quantity]) this.#sums[quantity][cell] = (this.#sums[quantity][cell] ?? 0) + amount;
    for (const tier of this.#tiers) tier.setObserved(cell, this.#sums.observedMs[cell] ?? 0);
  }

  /** What happened since `fromMs`, for every cell at once: two reads a cell and quantity. */
  sinceAll(fromMs: number, out: Counts): void {
    this.#tierFor(fromMs)?.since(fromMs, this.#sums, out, 0, this.width);
  }

  /** What happened since `fromMs` in the cell of index `cell`: `total` and `counted` events, and observed time. */
  since(
    cell: number,
    fromMs: number,
  ): { readonly total: number; readonly counted: number; readonly observedMs: number } {
    const { total, counted, observedMs } = this.#scratch;
    this.#tierFor(fromMs)?.since(fromMs, this.#sums, this.#scratch, cell, cell + 1);
    return { total: total[cell] ?? 0, counted: counted[cell] ?? 0, observedMs: observedMs[cell] ?? 0 };
  }

  /** All that is known of the cell of index `cell`, oldest first, each part as fine as it is kept. */
  stretches(cell: number, atMs: number): readonly Stretch[] {
    const edges = this.#tiers.flatMap((tier) => tier.boundaries).toSorted((a, b) => a - b);
    const ends = [...new Set([...edges.filter((edge) => edge < atMs), atMs])];
    return ends.slice(1).map((endMs, i) => this.between(cell, ends[i] ?? endMs, endMs));
  }

  /** What happened within (fromMs, toMs] in the cell of index `cell`. */
  between(cell: number, fromMs: number, toMs: number): Stretch {
    const since = this.since(cell, fromMs);
    const after = this.since(cell, toMs);
    return {
      endMs: toMs,
      lengthMs: toMs - fromMs,
      total: since.total - after.total,
      counted: since.counted - after.counted,
      observedMs: since.observedMs - after.observedMs,
    };
  }

  /** From now on {@link keep} tells how it is now, whatever changes, until it is thawed. */
  freeze(): void {
    const { total, counted, observedMs } = this.#sums;
    this.#frozen = {
      sums: { total: total.slice(), counted: counted.slice(), observedMs: observedMs.slice() },
      ahead: undefined,
    };
    for (const tier of this.#tiers) tier.freeze();
  }

  /** Nobody wants to know any more how it was when it was frozen. */
  thaw(): void {
    this.#frozen = undefined;
    for (const tier of this.#tiers) tier.thaw();
  }

  /**
   * The state of the cell of index `cell` as a list of numbers, which {@link load} takes over: as it is, or as it was
   * when the bank was frozen.
   */
  keep(cell: number): Float64Array<ArrayBuffer> {
    const frozen = this.#frozen;
    if (frozen === undefined) return this.#keepFrom(cell, 1, this.#sums)[0] ?? new Float64Array();
    const first = cell - (cell % KEPT_TOGETHER);
    const known = frozen.ahead?.first === first ? frozen.ahead.kept : undefined;
    const kept = known ?? this.#keepFrom(first, Math.min(KEPT_TOGETHER, this.width - first), frozen.sums);
    frozen.ahead = { first, kept };
    const own = kept[cell - first];
    // It is handed over.
    kept[cell - first] = undefined;
    return own ?? this.#keepFrom(cell, 1, frozen.sums)[0] ?? new Float64Array();
  }

  /** The states of so many cells from the index `first` on. */
  #keepFrom(first: number, count: number, { total, counted, observedMs }: Counts): Float64Array<ArrayBuffer>[] {
    const size = this.#tiers.reduce((sum, tier) => sum + keptSizeOf(tier.rows), KEPT_SUMS);
    const kept = Array.from({ length: count }, () => new Float64Array(size));
    for (const [i, one] of kept.entries())
      one.set([total[first + i] ?? 0, counted[first + i] ?? 0, observedMs[first + i] ?? 0]);
    let from = KEPT_SUMS;
    for (const tier of this.#tiers) {
      tier.kept.keep(first, kept, from);
      from += keptSizeOf(tier.rows);
    }
    return kept;
  }

  /**
   * Makes the cell of index `cell` as it was when it was kept, at a time that the rings have reached.
   *
   * @throws RangeError where its rings had another size
   */
  load(cell: number, kept: Float64Array): void {
    const size = this.#tiers.reduce((sum, tier) => sum + keptSizeOf(tier.rows), KEPT_SUMS);
    if (kept.length !== size) throw new RangeError(`expected ${size} numbers of a cell, got ${kept.length}`);
    const [total = 0, counted = 0, observedMs = 0] = kept;
    this.#sums.total[cell] = total;
    this.#sums.counted[cell] = counted;
    this.#sums.observedMs[cell] = observedMs;
    let from = KEPT_SUMS;
    for (const tier of this.#tiers) {
      tier.load(cell, kept, from, this.#sums);
      from += keptSizeOf(tier.rows);
    }
  }

  /** Makes the cell of index `cell` as new. */
  clear(cell: number): void {
    for (const tier of this.#tiers) tier.clear(cell);
    this.#sums.total[cell] = 0;
    this.#sums.counted[cell] = 0;
    this.#sums.observedMs[cell] = 0;
  }

  /** The finest tier that still holds `fromMs`, else the one that reaches furthest. */
  #tierFor(fromMs: number): Tier | undefined {
    return this.#tiers.find((tier) => fromMs >= tier.oldestMs) ?? this.#tiers.at(-1);
  }
}
