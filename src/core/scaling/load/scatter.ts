import type { Scatter } from "../decision/memory.ts";
import type { Steps } from "./steps.ts";

/** Changes over the first time are held against those over the second: where each minute is drawn for itself, both are alike. */
const NEAR_SECONDS = 120;
const FAR_SECONDS = 240;
/** So much of the past has to be at hand, with a step to spare. */
export const SCATTER_SECONDS = 300;
/** A step that was seen so much later than it should have been tells nothing. */
const LATE_SECONDS = 20;
/** A mean of about so many steps: six hours of them. */
const MOST_COUNT = 1440;
/** Fewer tell nothing yet. */
const LEAST_COUNT = 120;
/** One change counts for no more than so many times the mean: what jumps once does not scatter. */
const MOST_OF_ONE = 6;
/** The first ones are what that mean is made of. */
const FIRST_COUNT = 60;
/** From this share of changes on that stay as small over twice the time, minutes are chance. */
const LEAST_SHARE = 0.5;
/** What scatters less is told by `noiseOf`. */
const LEAST_SCATTER = 0.03;

/**
 * Adds the newest changes of demand to what is known of earlier ones.
 *
 * @param steps - those of {@link SCATTER_SECONDS}
 * @returns what was known where a step is missing
 */
export function noteScatter(last: Scatter | undefined, steps: Steps): Scatter | undefined {
  const [now, near, far] = [0, NEAR_SECONDS, FAR_SECONDS].map((age) => seenAgo(steps, age));
  if (now === undefined || near === undefined || far === undefined) return last;
  const mean = steps.demands.reduce((sum, demand) => sum + demand, 0) / steps.demands.length;
  if (mean === 0) return last;
  const { near: nearBefore, far: farBefore, count: before } = last ?? { near: 0, far: 0, count: 0 };
  const count = Math.min(before + 1, MOST_COUNT);
  const toMean = (known: number, other: number): number => {
    const change = ((now - other) / mean) ** 2 / 2;
    const counted = before < FIRST_COUNT ? change : Math.min(change, MOST_OF_ONE * known);
    return known + (counted - known) / count;
  };
  return { near: toMean(nearBefore, near), far: toMean(farBefore, far), count };
}

/**
 * How far single minutes are from where demand goes, by chance; as a share of it, a standard deviation. 0 where demand
 * walks: there, twice the time makes for changes of twice the size, squared, and what a minute shows is there to stay.
 */
export function scatterOf(known: Scatter | undefined): number {
  if (known === undefined || known.count < LEAST_COUNT || known.far === 0) return 0;
  const share = (2 * known.near) / known.far - 1;
  const scatter = Math.sqrt(known.near);
  return share < LEAST_SHARE || scatter < LEAST_SCATTER ? 0 : scatter;
}

/** The demand that was seen about so many seconds ago, in requests a second. */
function seenAgo({ demands, ages }: Steps, seconds: number): number | undefined {
  const place = ages.findIndex((age) => age > seconds - 1);
  return (ages[place] ?? Number.POSITIVE_INFINITY) > seconds + LATE_SECONDS ? undefined : demands[place];
}
