import { LONGEST_SILENCE_MS } from "../counting/cell.ts";
import { isCount } from "../counting/valid-sample.ts";

/** Values by the end of the step that they speak of, in milliseconds. */
export type Points = ReadonlyMap<number, number>;

/** Steps of the same length, one after the other, by their `ends` in milliseconds since 1970. */
export interface StepGrid {
  readonly ends: readonly number[];
  readonly stepMs: number;
}

/** What is usual is looked for in so many steps on either side: scraping may be slower for months. */
const NEIGHBOURS = 12;

/**
 * How much of each step was observed, 0..1, told from the number of samples beside that of the steps around. As in what
 * is read live, a silence that is no longer than {@link LONGEST_SILENCE_MS} is no hole: scrapes that were missed here
 * and there take nothing away, nor do series that take the place of others.
 *
 * @param usual - samples of a whole step, where that is known from elsewhere; more than that may be found
 */
export function observedShares(counts: Points, { ends, stepMs }: StepGrid, usual = 0): readonly number[] {
  const found = ends.map((end) => countAt(counts, end));
  const whole = found.map((_, i) => Math.max(usual, ...found.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1)));
  const shares = found.map((count, i) => shareOf(count, whole[i] ?? 0));
  const missingMs = (i: number): number => (1 - (shares[i] ?? 1)) * stepMs;
  return shares.map((share, i) => {
    const beside = Math.max(missingMs(i - 1), missingMs(i + 1));
    if (missingMs(i) + beside < LONGEST_SILENCE_MS) return 1;
    // At the edge of a hole half a spacing, on average, was not observed although the step has the sample.
    return share === 1 || share === 0 ? share : share - 0.5 / (whole[i] ?? 1);
  });
}

/** Steps and scrapes do not divide: a whole step may have one sample less than the next. */
const shareOf = (count: number, whole: number): number =>
  count === 0 || count < whole - 1 ? count / Math.max(1, whole) : 1;

function countAt(counts: Points, end: number): number {
  const count = counts.get(end) ?? 0;
  return isCount(count) ? count : 0;
}
