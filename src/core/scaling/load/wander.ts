import { lineThrough } from "./line.ts";

/** Fewer are on a line by chance. */
const ENOUGH = 4;

/**
 * How far demand wanders from where it goes: the standard deviation of means of some minutes from a line through them,
 * as a share of their own mean.
 *
 * @param means - one after the other, equally far apart, in any unit
 * @returns infinity where they are too few to tell
 */
export function wanderOf(means: readonly number[]): number {
  const count = means.length;
  const places = means.map((_, i) => i);
  const { level, middle, slope } = lineThrough(means, places, count);
  if (count < ENOUGH || level === 0) return Number.POSITIVE_INFINITY;
  const squares = means.reduce((sum, mean, i) => sum + (mean - level - slope * (i - middle)) ** 2, 0);
  return Math.sqrt(squares / count) / level;
}
