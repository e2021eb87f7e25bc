/** Some units of the last place of single precision, and what thousands of additions leave in double precision. */
export const NOISE = { single: 2 ** -22, double: 1e-11 } as const;

/** The value at index `i`, which is always within the array: the zero is for the type. */
export const at = (values: Float32Array | Float64Array | Uint16Array, i: number): number => values[i] ?? 0;

/** A count of all cells: its present sums, and the rows of a ring, which are relative to their origin. */
export interface Quantity<Rows> {
  readonly sums: Float64Array;
  readonly origin: Float64Array;
  readonly rows: Rows;
}

/** Where a window begins: between two rows, for some of their cells. */
export interface Edge {
  /** The place of the first cell of the earlier row. */
  readonly lower: number;
  /** The same of the later row; that of the earlier one where the window begins at it. */
  readonly upper: number;
  /** How far the edge lies from the lower row to the upper one, 0..1. */
  readonly share: number;
  /** The index of the first cell. */
  readonly first: number;
  /** The index before which the last one is. */
  readonly end: number;
}

/** Fills `out` with what happened since an edge between two rows. */
export function interpolate(out: Float64Array, quantity: Quantity<Float32Array | Float64Array>, edge: Edge): void {
  const { rows } = quantity;
  const isSingle = rows instanceof Float32Array;
  const someMayBeRounding = isSingle
    ? interpolateSingle(out, { ...quantity, rows }, edge)
    : interpolateDouble(out, { ...quantity, rows }, edge);
  if (someMayBeRounding) dropRounding(out, quantity, edge, isSingle ? NOISE.single : NOISE.double);
}

// The same loop twice, and no helper that reads an array: one that meets both kinds of rows takes twice as long. So does
// one that looks closer at what may be rounding; it only says whether there is any.

function interpolateSingle(out: Float64Array, { sums, origin, rows }: Quantity<Float32Array>, edge: Edge): boolean {
  const { lower, upper, share, first, end } = edge;
  let someMayBeRounding = false;
  for (let cell = first; cell < end; cell++) {
    const now = (sums[cell] ?? 0) - (origin[cell] ?? 0);
    const before = rows[lower + cell] ?? 0;
    const since = now - before - ((rows[upper + cell] ?? 0) - before) * share;
    out[cell] = since;
    if (since < now * NOISE.single) someMayBeRounding = true;
  }
  return someMayBeRounding;
}

function interpolateDouble(out: Float64Array, { sums, origin, rows }: Quantity<Float64Array>, edge: Edge): boolean {
  const { lower, upper, share, first, end } = edge;
  let someMayBeRounding = false;
  for (let cell = first; cell < end; cell++) {
    const now = (sums[cell] ?? 0) - (origin[cell] ?? 0);
    const before = rows[lower + cell] ?? 0;
    const since = now - before - ((rows[upper + cell] ?? 0) - before) * share;
    out[cell] = since;
    if (since < now * NOISE.double) someMayBeRounding = true;
  }
  return someMayBeRounding;
}

type Sums = Pick<Quantity<unknown>, "sums" | "origin">;

function dropRounding(out: Float64Array, { sums, origin }: Sums, { first, end }: Edge, noise: number): void {
  for (let cell = first; cell < end; cell++)
    if (isRounding(at(out, cell), at(sums, cell) - at(origin, cell), noise)) out[cell] = 0;
}

/**
 * Where nothing happened, sums that were added up in another order leave a rest, whose quotients would be any burn.
 *
 * @param since - events
 * @param of - the events that were rounded
 * @param noise - the share of them that may be rounding, 0..1
 */
export const isRounding = (since: number, of: number, noise: number): boolean =>
  since < of * noise && !Number.isInteger(since);
