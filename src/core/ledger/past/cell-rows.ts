import { LONGEST_SILENCE_MS, type Cell } from "../counting/cell.ts";
import type { Stretches } from "../counting/counts.ts";
import type { SeriesDigest } from "./series-digest.ts";
import type { RawSpan } from "./raw-spans.ts";

/** Scrapes of all targets come within so long. */
const ROUND_MS = 30_000;
/** A scrape that is not overdue by more than one may still come. */
const OPEN_INTERVALS = 2;

/** The rows of a span, the same for all cells that are read of it. */
export class RowGrid {
  readonly span: RawSpan;
  /** The number of the first since 1970. */
  readonly firstRow: number;
  readonly endMs: Float64Array;
  readonly lengthMs: Float64Array;
  /** Of whichever cell asked last: at once for all of them it would be much. */
  readonly observedMs: Float64Array;

  constructor(span: RawSpan) {
    const { fromMs, toMs, stepMs } = span;
    this.span = span;
    this.firstRow = Math.floor(fromMs / stepMs) + 1;
    const rows = Math.ceil(toMs / stepMs) - this.firstRow + 1;
    const endOf = (i: number): number => Math.min(toMs, (this.firstRow + i) * stepMs);
    this.endMs = Float64Array.from({ length: rows }, (_, i) => endOf(i));
    this.lengthMs = this.endMs.map((endMs, i) => endMs - Math.max(fromMs, endOf(i - 1)));
    this.observedMs = new Float64Array(rows);
  }
}

/** What raw samples tell of one cell over a span, until all series of it are read. */
export class CellRows {
  readonly #grid: RowGrid;
  readonly #total: Float64Array;
  readonly #counted: Float64Array;
  /** Start and end of stretches with samples, of any series of the total. */
  readonly #present: (readonly [fromMs: number, toMs: number])[] = [];
  /** When series came back that had been silent for too long. */
  readonly #returnsMs: number[] = [];
  #spacingMs = 0;

  constructor(grid: RowGrid) {
    this.#grid = grid;
    this.#total = new Float64Array(grid.endMs.length);
    this.#counted = new Float64Array(grid.endMs.length);
  }

  /** The newest sample of the total; undefined without any. */
  get newestMs(): number | undefined {
    return this.#present.reduce<number | undefined>((newest, [, toMs]) => Math.max(newest ?? toMs, toMs), undefined);
  }

  /** The longest usual time between samples of a series; 0 while unknown. */
  get spacingMs(): number {
    return this.#spacingMs;
  }

  /** Counts events in a row, by its number since 1970: `total` of all, `counted` of the good or the bad ones. */
  add(row: number, total: number, counted: number): void {
    const i = row - this.#grid.firstRow;
    if (i < 0 || i >= this.#total.length) return;
    this.#total[i] = (this.#total[i] ?? 0) + total;
    this.#counted[i] = (this.#counted[i] ?? 0) + counted;
  }

  /** The row that holds a time, by its number since 1970. */
  rowAt(atMs: number): number {
    return Math.ceil(atMs / this.#grid.span.stepMs);
  }

  /** Notes the stretches in which a series of the total has samples. */
  see({ pieces, spacingMs }: Pick<SeriesDigest, "pieces" | "spacingMs">): void {
    for (let i = 0; i < pieces.length; i += 4) {
      this.#present.push([pieces[i] ?? 0, pieces[i + 2] ?? 0]);
      if (i > 0) this.#returnsMs.push(pieces[i] ?? 0);
    }
    this.#spacingMs = Math.max(this.#spacingMs, spacingMs);
  }

  /** The first sample of the total; undefined without any. */
  get firstMs(): number | undefined {
    return this.#present.reduce<number | undefined>((first, [fromMs]) => Math.min(first ?? fromMs, fromMs), undefined);
  }

  /**
   * When a sample of the total was seen last before a time; undefined for never. Of series that come back after a
   * silence of all of them, the scrapes of one round count as one.
   */
  seenBefore(atMs: number): number | undefined {
    let seenMs: number | undefined;
    if (this.#returnsMs.some((backMs) => backMs >= atMs && backMs <= atMs + ROUND_MS)) return atMs;
    for (const [fromMs, toMs] of this.#present)
      if (fromMs < atMs) seenMs = Math.max(seenMs ?? fromMs, Math.min(toMs, atMs));
    return seenMs;
  }

  /** Events per second of all around a time, by the row that holds it or by the hour before, whichever is more. */
  eventsPerSecond(atMs: number): number {
    const { stepMs } = this.#grid.span;
    const row = Math.ceil(atMs / stepMs) - this.#grid.firstRow;
    const rateOver = (rows: number): number =>
      this.#total.subarray(Math.max(0, row - rows + 1), row + 1).reduce((sum, events) => sum + events, 0) /
      ((rows * stepMs) / 1000);
    return Math.max(...[300_000, 3_600_000].map((lengthMs) => rateOver(Math.max(1, Math.round(lengthMs / stepMs)))));
  }

  /** What was counted and observed, until another cell of the same grid is asked. */
  stretches(cell: Cell): Stretches {
    const { endMs, lengthMs, observedMs } = this.#grid;
    const observed = this.#observed(cell);
    let next = 0;
    for (const [i, untilMs] of endMs.entries()) {
      const sinceMs = untilMs - (lengthMs[i] ?? 0);
      let seenMs = 0;
      for (let at = next; at < observed.length; at++) {
        const [fromMs, toMs] = observed[at] ?? [untilMs, untilMs];
        if (fromMs >= untilMs) break;
        if (toMs <= sinceMs) next = at + 1;
        else seenMs += Math.min(toMs, untilMs) - Math.max(fromMs, sinceMs);
      }
      observedMs[i] = seenMs;
    }
    return { endMs, lengthMs, total: this.#total, counted: this.#counted, observedMs };
  }

  /** Observed time that is not excluded, oldest first, as pieces that do not overlap. */
  #observed(cell: Cell): readonly (readonly [fromMs: number, toMs: number])[] {
    const { fromMs, toMs } = this.#grid.span;
    const merged: [number, number][] = [];
    for (const [sinceMs, untilMs] of this.#present.toSorted(([a], [b]) => a - b)) {
      const last = merged.at(-1);
      if (last !== undefined && sinceMs - last[1] <= LONGEST_SILENCE_MS) last[1] = Math.max(last[1], untilMs);
      else merged.push([sinceMs, untilMs]);
    }
    const last = merged.at(-1);
    if (last !== undefined && toMs - last[1] <= OPEN_INTERVALS * this.#spacingMs) last[1] = toMs;
    return merged.flatMap(([sinceMs, untilMs]) =>
      cell.excluded
        .outside(Math.max(sinceMs, fromMs), Math.min(untilMs, toMs))
        .map((part) => [part.fromMs, part.toMs] as const),
    );
  }
}
