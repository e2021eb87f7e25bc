import type { RowCounts, SeriesDigest } from "../../../core/ledger/past/series-digest.ts";
import { eachTextOnce } from "../packed-series.ts";

/** Digests in a form that passes between threads without being copied, but for texts, each of them once. */
export interface PackedDigests {
  readonly texts: readonly string[];
  /**
   * For each digest its number of labels, name and value of each as places in `texts`; its number of counts, of rows
   * and of rows with bad ones in each; of pieces' numbers, resets, absences' numbers and lows.
   */
  readonly shape: Uint32Array<ArrayBuffer>;
  /** The lists of all counts, in the order of the shape: most of all numbers, and of no use once they are added up. */
  readonly counts: Float64Array<ArrayBuffer>;
  /** For each digest its spacing, and then its other lists in the order of the shape. */
  readonly told: Float64Array<ArrayBuffer>;
}

/** Most series neither begin anew nor vanish: thousands of lists of nothing are one. */
const NOTHING = new Float64Array(0);

/** The inverse of {@link unpackDigests}. */
export function packDigests(digests: readonly SeriesDigest[]): PackedDigests {
  const { texts, placeOf } = eachTextOnce();
  const shape: number[] = [];
  const counted: ArrayLike<number>[] = [];
  const told: ArrayLike<number>[] = [];
  for (const { labels, counts, pieces, resets, absences, lows, spacingMs } of digests) {
    const entries = Object.entries(labels);
    shape.push(entries.length, ...entries.flatMap(([name, value]) => [placeOf(name), placeOf(value)]));
    shape.push(counts.length, ...counts.flatMap(({ rows, bad }) => [rows.length, bad.length]));
    shape.push(pieces.length, resets.length, absences.length, lows.length);
    for (const { rows, amounts, bad } of counts) counted.push(rows, amounts, bad);
    told.push([spacingMs], pieces, resets, absences, lows);
  }
  return { texts: texts(), shape: Uint32Array.from(shape), counts: joined(counted), told: joined(told) };
}

function joined(lists: readonly ArrayLike<number>[]): Float64Array<ArrayBuffer> {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

/** Digests whose lists are views of the packed numbers. */
export function unpackDigests({ texts, shape, ...numbers }: PackedDigests): readonly SeriesDigest[] {
  const digests: SeriesDigest[] = [];
  let place = 0;
  const next = (): number => shape[place++] ?? 0;
  const [nextCounted, nextTold] = [listsOf(numbers.counts), listsOf(numbers.told)];
  while (place < shape.length) {
    const labels: Record<string, string> = {};
    for (let left = next(); left > 0; left--) {
      const name = texts[next()] ?? "";
      labels[name] = texts[next()] ?? "";
    }
    const counts = Array.from({ length: next() }, (): RowCounts => {
      const [rows, bad] = [next(), next()];
      return { rows: nextCounted(rows), amounts: nextCounted(rows), bad: nextCounted(bad) };
    });
    const [spacingMs = Number.NaN] = nextTold(1);
    const [pieces, resets] = [nextTold(next()), nextTold(next())];
    digests.push({ labels, counts, pieces, resets, absences: nextTold(next()), lows: nextTold(next()), spacingMs });
  }
  return digests;
}

/** Takes one list after the other, of so many numbers each. */
function listsOf(numbers: Float64Array): (length: number) => Float64Array {
  let taken = 0;
  return (length) => (length === 0 ? NOTHING : numbers.subarray(taken, (taken += length)));
}
