import type { Growth } from "../decision/observation.ts";

/** Demand of an earlier day around this time. */
export interface EarlierDay {
  readonly days: number;
  /** Seconds after the moment that is now. */
  readonly offsets: readonly number[];
  /** Requests a second. */
  readonly demands: readonly number[];
}

/** Demand is compared by means of so many seconds. */
export const MEAN_SECONDS = 60;

/** The days that are asked for: the last three, and the same day of the two weeks before. */
const SAME_AS = [1, 2, 3, 7, 14];

/** The days before this one that are compared with it, the nearest first. */
export const comparedDays = (days: number): readonly number[] => SAME_AS.filter((day) => day <= days);

/**
 * By how much demand grew within `leadSeconds` after this time of an earlier day.
 *
 * @returns undefined where too little of that day is known, or nothing was going on
 */
export function growthOn({ days, offsets, demands }: EarlierDay, leadSeconds: number): Growth | undefined {
  const isKnown = (i: number): boolean => {
    const demand = demands[i] ?? Number.NaN;
    return demand >= 0 && demand < Number.POSITIVE_INFINITY;
  };
  const meanUntil = (end: number): number | undefined => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < offsets.length; i++) {
      const offset = offsets[i] ?? 0;
      if (offset <= end - MEAN_SECONDS || offset > end || !isKnown(i)) continue;
      sum += demands[i] ?? 0;
      count++;
    }
    return count === 0 ? undefined : sum / count;
  };
  const present = meanUntil(0);
  const isAhead = (offset: number, i: number): boolean => offset > 0 && offset <= leadSeconds && isKnown(i);
  const means = offsets.filter(isAhead).map((offset) => meanUntil(offset) ?? 0);
  if (present === undefined || present === 0 || means.length === 0) return undefined;
  return { days, growth: Math.max(...means) / present };
}
