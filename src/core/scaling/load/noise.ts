import type { Steps } from "./steps.ts";

/** From the median of second differences to the standard deviation of one step, with a margin that was measured. */
const FROM_MEDIAN = 0.79;
/** Demand is never taken for quieter than this: half a percent. */
export const LEAST_NOISE = 0.005;
/** Fewer differences than this tell nothing. */
const ENOUGH = 8;
/** How many steps lie between the means that are compared. */
const NEAR_STEPS = 2;
/** Demand that is told once a minute, as recorded rates are, looks smooth in between: further apart its noise shows. */
const FAR_STEPS = 4;
/** But so does where demand goes, so of that no more counts than this. */
const MOST_FAR_NOISE = 0.02;

/**
 * How much the demand jumps about from step to step, as a share of its mean. Second differences of means of two steps
 * see neither how high demand is nor how fast it moves, only what is neither; their median does not see single spikes.
 */
export function noiseOf({ demands }: Steps): number {
  let sum = 0;
  for (const demand of demands) sum += demand;
  if (sum === 0) return LEAST_NOISE;
  const toShare = (FROM_MEDIAN * demands.length) / sum;
  // Plain lists, here and below: so short, typed ones take longer to make than to fill.
  const pairs: number[] = [];
  for (let i = 0; i + 1 < demands.length; i++) pairs.push(((demands[i] ?? 0) + (demands[i + 1] ?? 0)) / 2);
  const near = medianDifference(pairs, NEAR_STEPS) * toShare;
  if (near >= MOST_FAR_NOISE) return near;
  const far = medianDifference(pairs, FAR_STEPS) * toShare;
  return Math.max(LEAST_NOISE, near, Math.min(far, MOST_FAR_NOISE));
}

/** The median of the second differences of `pairs`, in their unit; 0 where there are too few. */
function medianDifference(pairs: readonly number[], apart: number): number {
  const count = pairs.length - 2 * apart;
  if (count < ENOUGH) return 0;
  const differences: number[] = [];
  for (let i = 0; i < count; i++)
    differences.push(Math.abs((pairs[i] ?? 0) - 2 * (pairs[i + apart] ?? 0) + (pairs[i + 2 * apart] ?? 0)));
  return nth(differences, Math.floor(count / 2));
}

/** The number that `sort` would put at a place, by halves and so without the order of all others; changes the list. */
function nth(list: number[], place: number): number {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const pivot = list[(low + high) >> 1] ?? 0;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((list[left] ?? 0) < pivot) left++;
      while ((list[right] ?? 0) > pivot) right--;
      if (left > right) break;
      const swapped = list[left] ?? 0;
      list[left++] = list[right] ?? 0;
      list[right--] = swapped;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return list[place] ?? 0;
}
