/** Cumulative counts of a block of cells, or differences of such. */
export interface Counts {
  readonly total: Float64Array;
  readonly counted: Float64Array;
  readonly observedMs: Float64Array;
}

/**
 * One piece of history: what happened within (endMs - lengthMs, endMs], `total` events with the `counted` ones among
 * them, evenly spread for want of better knowledge.
 */
export interface Stretch {
  readonly endMs: number;
  readonly lengthMs: number;
  readonly total: number;
  readonly counted: number;
  readonly observedMs: number;
}

/** Pieces of history, the oldest first, in columns: there are thousands of them for each cell. */
export interface Stretches extends Counts {
  readonly endMs: Float64Array;
  readonly lengthMs: Float64Array;
}

/** Pieces of history, the oldest first, as {@link Stretches}. */
export const inColumns = (stretches: readonly Stretch[]): Stretches => ({
  endMs: Float64Array.from(stretches, ({ endMs }) => endMs),
  lengthMs: Float64Array.from(stretches, ({ lengthMs }) => lengthMs),
  total: Float64Array.from(stretches, ({ total }) => total),
  counted: Float64Array.from(stretches, ({ counted }) => counted),
  observedMs: Float64Array.from(stretches, ({ observedMs }) => observedMs),
});

/** Nothing happened in the cells from the index `first` to before `end`. */
export function clearCounts({ total, counted, observedMs }: Counts, first: number, end: number): void {
  total.fill(0, first, end);
  counted.fill(0, first, end);
  observedMs.fill(0, first, end);
}
