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
  const level = means.reduce((sum, mean) => sum + mean / count, 0);
  if (count < ENOUGH || level === 0) return Number.POSITIVE_INFINITY;
  const fromMiddle = (i: number): number => i - (count - 1) / 2;
  const spread = means.reduce((sum, _, i) => sum + fromMiddle(i) ** 2, 0);
  const slope = means.reduce((sum, mean, i) => sum + fromMiddle(i) * (mean - level), 0) / spread;
  const squares = means.reduce((sum, mean, i) => sum + (mean - level - slope * fromMiddle(i)) ** 2, 0);
  return Math.sqrt(squares / count) / level;
}
