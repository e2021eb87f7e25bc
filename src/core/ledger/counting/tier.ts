import { clearCounts, type Counts, type Stretches } from "./counts.ts";
import { FrozenRows, keptFrame } from "./frozen-rows.ts";
import { at, type Edge, interpolate } from "./interpolate.ts";
import { rebase } from "./rebase.ts";
import { countRing, ringMemory } from "./ring-memory.ts";

/** How fine a tier is, and how far it reaches back. */
export interface TierShape {
  readonly stepMs: number;
  readonly rows: number;
  /** Single precision halves the largest tier; whole counts stay exact up to 16.7 million within its reach. */
  readonly precision: "single" | "double";
}

/** Most parts of a row's step in which observed time is told apart. */
const FINEST_OBSERVED = 60;
/** Observed time wraps around like a 16-bit clock; differences stay right while a tier spans less than one turn. */
const TURN = 0xffff;

/**
 * A ring of cumulative counts at multiples of `stepMs`, time-major: one row holds all cells side by side, so that
 * a window over all of them reads two stretches of memory. Row k stands for everything up to k × stepMs.
 */
export class Tier {
  readonly stepMs: number;
  readonly rows: number;
  /** Cells in a row. */
  readonly width: number;
  readonly #total: Float32Array | Float64Array;
  readonly #counted: Float32Array | Float64Array;
  readonly #observed: Uint16Array;
  /** The row to come: counted in whole parts of a step once it is told, so that each window need not. */
  readonly #observedNow: Uint16Array;
  /** Rows are relative to this, so that single precision never meets a lifetime's count. */
  readonly #originTotal: Float64Array;
  readonly #originCounted: Float64Array;
  readonly #quantumMs: number;
  /** Often enough that rows span hardly more than one turn, and single precision stays exact as far as it can. */
  readonly #rebaseEvery: number;
  #isRebaseDue = false;
  #head: number;
  #frozen: FrozenRows | undefined;

  /** @param width - how many cells stand in a row */
  constructor(shape: TierShape, width: number, atMs: number) {
    this.stepMs = shape.stepMs;
    this.rows = shape.rows;
    this.width = width;
    const cells = shape.rows * width;
    this.#total = countRing(cells, shape.precision);
    this.#counted = countRing(cells, shape.precision);
    this.#observed = new Uint16Array(ringMemory(cells * Uint16Array.BYTES_PER_ELEMENT));
    this.#observedNow = new Uint16Array(width);
    this.#originTotal = new Float64Array(width);
    this.#originCounted = new Float64Array(width);
    this.#quantumMs = shape.stepMs / Math.max(1, Math.min(FINEST_OBSERVED, Math.floor(TURN / shape.rows)));
    this.#rebaseEvery = shape.precision === "single" ? Math.ceil(shape.rows / 8) : Number.POSITIVE_INFINITY;
    this.#head = Math.floor(atMs / shape.stepMs);
  }

  /** Of its rows, and of what they are relative to. */
  get bytes(): number {
    const rows = this.#total.byteLength + this.#counted.byteLength + this.#observed.byteLength;
    return rows + 2 * this.#originTotal.byteLength + this.#observedNow.byteLength;
  }

  /** What the oldest row stands for: nothing is known of what was before. */
  get oldestMs(): number {
    return (this.#head - this.rows + 1) * this.stepMs;
  }

  /** The times that rows stand for, where this tier is the one to ask. */
  get boundaries(): readonly number[] {
    return Array.from({ length: this.rows }, (_, i) => this.oldestMs + i * this.stepMs);
  }

  /** Writes the rows of all boundaries up to `atMs`: nothing happened since the last one, as far as is known yet. */
  advance(atMs: number, sums: Counts): void {
    const until = Math.floor(atMs / this.stepMs);
    let newest = this.#start(this.#head);
    for (let row = Math.max(this.#head + 1, until - this.rows + 1); row <= until; row++) {
      const start = this.#start(row);
      this.#isRebaseDue ||= row % this.#rebaseEvery === 0;
      // It changes all rows, and what is frozen would be copied whole: it has time.
      if (this.#isRebaseDue && this.#frozen === undefined) this.#rebase(sums, newest);
      this.#frozen?.save(start);
      for (let cell = 0; cell < this.width; cell++) {
        this.#total[start + cell] = at(sums.total, cell) - at(this.#originTotal, cell);
        this.#counted[start + cell] = at(sums.counted, cell) - at(this.#originCounted, cell);
      }
      this.#observed.set(this.#observedNow, start);
      newest = start;
    }
    this.#head = Math.max(this.#head, until);
  }

  /**
   * Adds to the cell of index `cell`, in every row at or after `atMs`: `total` events, of which `counted` are good or
   * bad.
   */
  addEvents(cell: number, atMs: number, total: number, counted: number): void {
    this.#saveFrom(this.#first(atMs));
    for (let row = this.#first(atMs); row <= this.#head; row++) {
      const i = this.#start(row) + cell;
      this.#total[i] = at(this.#total, i) + total;
      this.#counted[i] = at(this.#counted, i) + counted;
    }
  }

  /** Marks (fromMs, toMs] as observed for the cell of index `cell`, in every row that has seen some of it. */
  addObserved(cell: number, fromMs: number, toMs: number): void {
    this.#saveFrom(this.#first(fromMs));
    for (let row = this.#first(fromMs); row <= this.#head; row++) {
      const i = this.#start(row) + cell;
      const seenMs = Math.min(row * this.stepMs, toMs) - fromMs;
      this.#observed[i] = at(this.#observed, i) + Math.round(seenMs / this.#quantumMs);
    }
  }

  /** So much of all time, up to now, was observed for the cell of index `cell`. */
  setObserved(cell: number, sumMs: number): void {
    this.#observedNow[cell] = Math.round(sumMs / this.#quantumMs);
  }

  /** Adds history to the cell of index `cell`. */
  addHistory(cell: number, { endMs, lengthMs, ...counts }: Stretches): void {
    if (endMs.length === 0) return;
    const oldest = this.#head - this.rows + 1;
    const from = this.#first(at(endMs, 0) - at(lengthMs, 0));
    this.#saveFrom(from);
    let next = 0;
    const passed = { total: 0, counted: 0, observedMs: 0 };
    const base = { total: 0, counted: 0 };
    for (let row = from; row <= this.#head; row++) {
      const rowMs = row * this.stepMs;
      for (; next < endMs.length && at(endMs, next) <= rowMs; next++) {
        passed.total += at(counts.total, next);
        passed.counted += at(counts.counted, next);
        passed.observedMs += at(counts.observedMs, next);
      }
      const stretchMs = at(lengthMs, next);
      const share = next === endMs.length ? 0 : Math.max(0, (rowMs - at(endMs, next) + stretchMs) / stretchMs);
      const total = passed.total + share * at(counts.total, next);
      const counted = passed.counted + share * at(counts.counted, next);
      if (row === oldest) {
        // What lies before the ring goes to the origin, where precision is no question.
        base.total = total;
        base.counted = counted;
      }
      const i = this.#start(row) + cell;
      this.#total[i] = at(this.#total, i) + total - base.total;
      this.#counted[i] = at(this.#counted, i) + counted - base.counted;
      this.#observed[i] =
        at(this.#observed, i) + Math.round((passed.observedMs + share * at(counts.observedMs, next)) / this.#quantumMs);
    }
    this.#originTotal[cell] = at(this.#originTotal, cell) + base.total;
    this.#originCounted[cell] = at(this.#originCounted, cell) + base.counted;
  }

  /**
   * Fills `out` with what happened after `fromMs`, for the cells from `first` to before `end`; the edge between two
   * rows is interpolated.
   */
  since(fromMs: number, sums: Counts, out: Counts, first: number, end: number): void {
    const exact = Math.max(fromMs, this.oldestMs) / this.stepMs;
    const row = Math.floor(exact);
    if (exact > this.#head) return clearCounts(out, first, end);
    const share = exact - row;
    const lower = this.#start(row);
    const upper = share === 0 ? lower : this.#start(row + 1);
    const edge = { lower, upper, share, first, end };
    interpolate(out.total, { sums: sums.total, origin: this.#originTotal, rows: this.#total }, edge);
    interpolate(out.counted, { sums: sums.counted, origin: this.#originCounted, rows: this.#counted }, edge);
    this.#observedSince(out.observedMs, edge);
  }

  #observedSince(outMs: Float64Array, { lower, upper, share, first, end }: Edge): void {
    const [rows, sums, quantumMs] = [this.#observed, this.#observedNow, this.#quantumMs];
    for (let cell = first; cell < end; cell++) {
      const now = sums[cell] ?? 0;
      const sinceLower = (now - (rows[lower + cell] ?? 0)) & TURN;
      const sinceUpper = (now - (rows[upper + cell] ?? 0)) & TURN;
      outMs[cell] = (sinceLower + (sinceUpper - sinceLower) * share) * quantumMs;
    }
  }

  /** Makes the cell of index `cell` as new. */
  clear(cell: number): void {
    this.#saveFrom(this.#head - this.rows + 1);
    for (let i = cell; i < this.#total.length; i += this.width) {
      this.#total[i] = 0;
      this.#counted[i] = 0;
      this.#observed[i] = 0;
    }
    this.#originTotal[cell] = 0;
    this.#originCounted[cell] = 0;
    this.#observedNow[cell] = 0;
  }

  /** From now on {@link kept} is how it is now, whatever changes: what changes is copied before, row by row. */
  freeze(): void {
    this.#frozen = undefined;
    this.#frozen = this.kept;
  }

  /** Nobody wants to know any more how it was when it was frozen. */
  thaw(): void {
    this.#frozen = undefined;
  }

  /** How it is, or was when it was frozen. */
  get kept(): FrozenRows {
    const rows = { total: this.#total, counted: this.#counted, observed: this.#observed };
    const [originTotal, originCounted] = [this.#originTotal, this.#originCounted];
    return this.#frozen ?? new FrozenRows(rows, { head: this.#head, rows: this.rows, originTotal, originCounted });
  }

  /** Takes over into the cell of index `cell` what {@link kept} wrote from index `from` on, of no later time than now. */
  load(cell: number, kept: Float64Array, from: number, sums: Counts): void {
    const { head, originTotal, originCounted, rowsFrom } = keptFrame(kept, from);
    this.#saveFrom(this.#head - this.rows + 1);
    this.#originTotal[cell] = originTotal;
    this.#originCounted[cell] = originCounted;
    this.setObserved(cell, at(sums.observedMs, cell));
    for (let row = this.#head - this.rows + 1; row <= this.#head; row++) {
      const i = this.#start(row) + cell;
      const o = rowsFrom + row - head + this.rows - 1;
      const isKept = row <= head;
      this.#total[i] = isKept ? at(kept, o) : at(sums.total, cell) - originTotal;
      this.#counted[i] = isKept ? at(kept, o + this.rows) : at(sums.counted, cell) - originCounted;
      this.#observed[i] = isKept ? at(kept, o + 2 * this.rows) : at(this.#observedNow, cell);
    }
  }

  /** The rows from this one on are about to change. */
  #saveFrom(first: number): void {
    if (this.#frozen !== undefined) for (let row = first; row <= this.#head; row++) this.#frozen.save(this.#start(row));
  }

  #rebase(sums: Counts, newest: number): void {
    this.#isRebaseDue = false;
    const edges = { oldest: this.#start(this.#head - this.rows + 1), newest };
    rebase({ sums: sums.total, origin: this.#originTotal, rows: this.#total }, edges);
    rebase({ sums: sums.counted, origin: this.#originCounted, rows: this.#counted }, edges);
  }

  /** The first row that holds what happened at `ms`, as far as the ring reaches. */
  #first(ms: number): number {
    return Math.max(Math.ceil(ms / this.stepMs), this.#head - this.rows + 1);
  }

  #start(row: number): number {
    return (row % this.rows) * this.width;
  }
}
