import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { secondsBetween } from "../../units/instant.ts";
import type { Observation } from "../decision/observation.ts";

/** Demand as it was seen, the newest first, in requests a second. */
export interface Steps {
  /** In units of the demand, which is requests a second. */
  readonly demands: readonly number[];
  /** How many seconds before the present each was seen. */
  readonly ages: readonly number[];
}

/**
 * What is known of the demand; what was not known, or was too old, is left out.
 *
 * @param withinSeconds - only what was seen less than so long ago; left out, all that is remembered
 */
export function stepsOf(
  { stale }: Pick<ScalingPolicy, "stale">,
  now: Observation,
  before: readonly Observation[],
  withinSeconds: number = Number.POSITIVE_INFINITY,
): Steps {
  const demands: number[] = [];
  const ages: number[] = [];
  // As `fresh` has it, without its sentences: a decision may look at each step of half an hour.
  const take = ({ at, demand }: Observation): void => {
    if (demand.kind === "noData" || secondsBetween(demand.at, at) > stale.maxAge) return;
    if (!(demand.value >= 0) || demand.value === Number.POSITIVE_INFINITY) return;
    demands.push(demand.value);
    ages.push(secondsBetween(at, now.at));
  };
  take(now);
  for (let i = before.length - 1; i >= 0; i--) {
    const one = before[i];
    if (one === undefined || secondsBetween(one.at, now.at) >= withinSeconds) break;
    take(one);
  }
  return { demands, ages };
}

/** The mean of what was seen less than `seconds` ago, in requests a second; undefined where nothing was. */
export const meanWithin = (steps: Steps, seconds: number): number | undefined => meansOf(steps, seconds, 1)[0];

/** The highest mean of two steps seen from `from` up to `until` seconds ago, in requests a second: one may be chance. */
export function highestBetween({ demands, ages }: Steps, from: number, until: number): number {
  let highest = 0;
  for (let i = countWithin(ages, from); i + 1 < demands.length && (ages[i] ?? until) < until; i++)
    highest = Math.max(highest, ((demands[i] ?? 0) + (demands[i + 1] ?? 0)) / 2);
  return highest;
}

/** The means of `count` stretches of `seconds`, the newest first, in requests a second; where nothing was seen, none. */
export function meansOf({ demands, ages }: Steps, seconds: number, count: number): readonly number[] {
  const means: number[] = [];
  let from = 0;
  for (let stretch = 1; stretch <= count; stretch++) {
    const until = countWithin(ages, stretch * seconds);
    let sum = 0;
    for (let i = from; i < until; i++) sum += demands[i] ?? 0;
    if (until > from) means.push(sum / (until - from));
    from = until;
  }
  return means;
}

/** How many of the `ages`, which grow, are below `seconds`. */
export function countWithin(ages: readonly number[], seconds: number): number {
  let count = 0;
  while (count < ages.length && (ages[count] ?? 0) < seconds) count++;
  return count;
}
