import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { secondsBetween } from "../../units/instant.ts";
import { fresh } from "../decision/fresh.ts";
import type { Observation } from "../decision/observation.ts";

/** Demand as it was seen, the newest first, in requests a second. */
export interface Steps {
  /** In units of the demand, which is requests a second. */
  readonly demands: readonly number[];
  /** How many seconds before the present each was seen. */
  readonly ages: readonly number[];
}

/** What is known of the demand as far as is remembered; what was not known, or was too old, is left out. */
export function stepsOf(
  { stale }: Pick<ScalingPolicy, "stale">,
  now: Observation,
  before: readonly Observation[],
): Steps {
  const demands: number[] = [];
  const ages: number[] = [];
  const take = (one: Observation): void => {
    const demand = fresh("demand", one.demand, one.at, stale.maxAge);
    if (!demand.ok || !(demand.value >= 0) || demand.value === Number.POSITIVE_INFINITY) return;
    demands.push(demand.value);
    ages.push(secondsBetween(one.at, now.at));
  };
  take(now);
  for (let i = before.length - 1; i >= 0; i--) {
    const one = before[i];
    if (one !== undefined) take(one);
  }
  return { demands, ages };
}

/** The mean of what was seen less than `seconds` ago, in requests a second; undefined where nothing was. */
export function meanWithin({ demands, ages }: Steps, seconds: number): number | undefined {
  const count = countWithin(ages, seconds);
  return count === 0 ? undefined : demands.slice(0, count).reduce((sum, demand) => sum + demand, 0) / count;
}

/** How many of the `ages`, which grow, are below `seconds`. */
export function countWithin(ages: readonly number[], seconds: number): number {
  let count = 0;
  while (count < ages.length && (ages[count] ?? 0) < seconds) count++;
  return count;
}
