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
