/** Some units of the last place of single precision, and what thousands of additions leave in double precision. */
export const NOISE = { single: 2 ** -22, double: 1e-11 } as const;

/** The value at index `i`, which is always within the array: the zero is for the type. */
export const at = (values: Float32Array | Float64Array | Uint16Array, i: number): number => values[i] ?? 0;

/** A count of all cells: its present sums, and the rows of a ring, which are relative to their origin. */
interface Quantity {
  readonly sums: Float64Array;
  readonly origin: Float64Array;
  readonly rows: Float32Array | Float64Array;
  /** The share of a count, 0..1, below which a difference is rounding. */
  readonly noise: number;
}

/** Where a window begins: between two rows, for some of their cells. */
interface Edge {
  readonly lower: number;
  readonly upper: number;
  /** How far the edge lies from the lower row to the upper one. */
  readonly share: number;
  readonly first: number;
  readonly end: number;
}

/** Fills `out` with what happened since an edge between two rows. */
export function interpolate(
  out: Float64Array,
  { sums, origin, rows, noise }: Quantity,
  { lower, upper, share, first, end }: Edge,
): void {
  for (let cell = first; cell < end; cell++) {
    const before = at(rows, lower + cell);
    const now = at(sums, cell) - at(origin, cell);
    const since = now - before - (at(rows, upper + cell) - before) * share;
    // Where nothing happened, sums that were added up in another order leave a rest, whose quotients would be any burn.
    out[cell] = since < now * noise && !Number.isInteger(since) ? 0 : since;
  }
}
