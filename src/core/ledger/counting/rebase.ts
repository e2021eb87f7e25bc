import { at, isRounding, NOISE, type Quantity } from "./interpolate.ts";

/** The places of the first cells of two rows. */
interface RowPlaces {
  /** Of the oldest row. */
  readonly oldest: number;
  /** Of the newest one. */
  readonly newest: number;
}

/** Makes rows relative to the oldest one; row by row, as they lie in memory. */
export function rebase({ sums, origin, rows }: Quantity<Float32Array | Float64Array>, edges: RowPlaces): void {
  const base = Float64Array.from(rows.subarray(edges.oldest, edges.oldest + origin.length));
  for (let start = 0; start < rows.length; start += base.length)
    for (let cell = 0; cell < base.length; cell++) rows[start + cell] = at(rows, start + cell) - at(base, cell);
  for (let cell = 0; cell < base.length; cell++) {
    origin[cell] = at(origin, cell) + at(base, cell);
    const kept = at(rows, edges.newest + cell);
    // Nothing happened since the newest row: what it was rounded by is told from events by its size before, but not after.
    const rest = at(sums, cell) - at(origin, cell) - kept;
    if (isRounding(Math.abs(rest), at(base, cell) + kept, NOISE.single)) origin[cell] = at(sums, cell) - kept;
  }
}
