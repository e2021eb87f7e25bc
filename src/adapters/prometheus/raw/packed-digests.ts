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
  /** Its spacing, and then its lists in the order of the shape. */
  readonly numbers: Float64Array<ArrayBuffer>;
}

/** The inverse of {@link unpackDigests}. */
export function packDigests(digests: readonly SeriesDigest[]): PackedDigests {
  const { texts, placeOf } = eachTextOnce();
  const shape: number[] = [];
  const lists: ArrayLike<number>[] = [];
  for (const { labels, counts, pieces, resets, absences, lows, spacingMs } of digests) {
    const entries = Object.entries(labels);
    shape.push(entries.length, ...entries.flatMap(([name, value]) => [placeOf(name), placeOf(value)]));
    shape.push(counts.length, ...counts.flatMap(({ rows, bad }) => [rows.length, bad.length]));
    shape.push(pieces.length, resets.length, absences.length, lows.length);
    lists.push([spacingMs]);
    for (const { rows, amounts, bad } of counts) lists.push(rows, amounts, bad);
    lists.push(pieces, resets, absences, lows);
  }
  return { texts: texts(), shape: Uint32Array.from(shape), numbers: joined(lists) };
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
export function unpackDigests({ texts, shape, numbers }: PackedDigests): readonly SeriesDigest[] {
  const digests: SeriesDigest[] = [];
  let [place, taken] = [0, 0];
  const next = (): number => shape[place++] ?? 0;
  const list = (length: number): Float64Array => numbers.subarray(taken, (taken += length));
  while (place < shape.length) {
    const labels: Record<string, string> = {};
    for (let left = next(); left > 0; left--) {
      const name = texts[next()] ?? "";
      labels[name] = texts[next()] ?? "";
    }
    const lengths = Array.from({ length: next() }, () => [next(), next()] as const);
    const [pieces, resets, absences, lows] = [next(), next(), next(), next()];
    const spacingMs = numbers[taken++] ?? Number.NaN;
    const counts = lengths.map(([rows, bad]): RowCounts => ({ rows: list(rows), amounts: list(rows), bad: list(bad) }));
    const told = { pieces: list(pieces), resets: list(resets), absences: list(absences), lows: list(lows) };
    digests.push({ labels, counts, ...told, spacingMs });
  }
  return digests;
}
