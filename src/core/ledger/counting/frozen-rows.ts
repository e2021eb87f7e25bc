import { at } from "./interpolate.ts";

/** Counts of all cells of a tier, row after row. */
export interface TierRows {
  readonly total: Float32Array | Float64Array;
  readonly counted: Float32Array | Float64Array;
  /** Observed time, in parts of a step. */
  readonly observed: Uint16Array;
}

/** What belongs to the rows of a tier, each for all of its cells. */
interface Frame {
  /** The newest row's number. */
  readonly head: number;
  /** How many rows there are. */
  readonly rows: number;
  /** What rows are relative to. */
  readonly originTotal: Float64Array;
  readonly originCounted: Float64Array;
}

/** The newest row's number, and two origins. */
const KEPT_BEFORE_ROWS = 3;

/** How many numbers the state of one cell is, in a ring of so many `rows`. */
export const keptSizeOf = (rows: number): number => KEPT_BEFORE_ROWS + 3 * rows;

/** The rows of a tier as they are at a moment, whatever becomes of them: who changes one saves it before. */
export class FrozenRows {
  readonly #rows: TierRows;
  readonly #frame: Frame;
  readonly #width: number;
  readonly #saved = new Map<number, TierRows>();

  constructor(rows: TierRows, frame: Frame) {
    const { originTotal, originCounted } = frame;
    this.#rows = rows;
    this.#frame = { ...frame, originTotal: originTotal.slice(), originCounted: originCounted.slice() };
    this.#width = originTotal.length;
  }

  /** The row that begins at the index `start` is about to change, or to give way to a newer one. */
  save(start: number): void {
    if (this.#saved.has(start)) return;
    const end = start + this.#width;
    const { total, counted, observed } = this.#rows;
    const saved = {
      total: total.slice(start, end),
      counted: counted.slice(start, end),
      observed: observed.slice(start, end),
    };
    this.#saved.set(start, saved);
  }

  /**
   * Writes the states of the cells from the index `first` on, one into each of `outs`, from index `from` of it on: what
   * rows are relative to, then of all rows, oldest first, the total, what was counted, and what was observed, each of
   * which grows slowly. The cells of one row lie side by side, so that many cost little more than one.
   */
  keep(first: number, outs: readonly Float64Array[], from: number): void {
    const { head, rows, originTotal, originCounted } = this.#frame;
    for (const [c, out] of outs.entries())
      out.set([head, at(originTotal, first + c), at(originCounted, first + c)], from);
    for (let row = head - rows + 1, o = from + KEPT_BEFORE_ROWS; row <= head; row++, o++) {
      const start = (row % rows) * this.#width;
      const saved = this.#saved.get(start);
      const { total, counted, observed } = saved ?? this.#rows;
      for (let c = 0, i = first + (saved === undefined ? start : 0); c < outs.length; c++, i++) {
        const out = outs[c];
        if (out === undefined) continue;
        out[o] = at(total, i);
        out[o + rows] = at(counted, i);
        out[o + 2 * rows] = at(observed, i);
      }
    }
  }
}

/** What stands before the rows of a cell. */
export interface KeptFrame {
  /** The number of the newest row. */
  readonly head: number;
  /** Events that rows are relative to. */
  readonly originTotal: number;
  /** The same for the good or the bad ones. */
  readonly originCounted: number;
  /** The index of the oldest row's total. */
  readonly rowsFrom: number;
}

/** What {@link FrozenRows.keep} wrote from the index `from` on, before the rows. */
export const keptFrame = (kept: Float64Array, from: number): KeptFrame => ({
  head: at(kept, from),
  originTotal: at(kept, from + 1),
  originCounted: at(kept, from + 2),
  rowsFrom: from + KEPT_BEFORE_ROWS,
});
