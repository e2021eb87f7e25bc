import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { type Fresh, fresh } from "../decision/fresh.ts";
import type { Growth, Observation } from "../decision/observation.ts";
import { meanWithin, stepsOf } from "../load/steps.ts";
import { MEAN_SECONDS } from "./growth.ts";

/** What earlier days foretell. */
export interface Foretold {
  /** Requests a second that come within the lead. */
  readonly demand: number;
  /** Over what there is now. */
  readonly growth: number;
  /** The present mean of a minute, in requests a second. */
  readonly present: number;
}

/** A growth below this is no season, and chance would find it on some day. */
const LEAST_GROWTH = 1.2;
/** Days are not the same: a tenth less is foretold than came then. */
const MARGIN = 0.1;
/** Never is more foretold than this multiple of what is there. */
const MOST_GROWTH = 4;

/**
 * What comes within the policy's lead if this day goes on as earlier ones did: their growth, applied to the present
 * level, so that a holiday or a changed clock foretells little rather than much.
 *
 * @returns no demand where nothing much is foretold; why there is none, where earlier days are not known
 */
export function foretold(
  policy: ScalingPolicy,
  now: Observation,
  before: readonly Observation[],
): Fresh<Foretold | undefined> {
  if (now.season === undefined) return { ok: true, value: undefined };
  const season = fresh("the demand of earlier days", now.season, now.at, policy.stale.maxAge);
  if (!season.ok) return season;
  const growth = grownBy(season.value);
  if (growth === undefined) return { ok: false, because: "too few earlier days are known" };
  const present = meanWithin(stepsOf(policy, now, before, MEAN_SECONDS), MEAN_SECONDS);
  if (present === undefined) return { ok: false, because: "demand was not seen within the last minute" };
  if (growth <= LEAST_GROWTH) return { ok: true, value: undefined };
  return { ok: true, value: { demand: present * Math.min(MOST_GROWTH, growth - MARGIN), growth, present } };
}

/** The days before today agree on a growth by their median, and those of two weeks by the smaller one. */
function grownBy(growths: readonly Growth[]): number | undefined {
  const on = (days: readonly number[]): readonly number[] =>
    growths.filter((one) => days.includes(one.days)).map(({ growth }) => growth);
  const near = on([1, 2, 3]).toSorted((a, b) => a - b);
  const weeks = on([7, 14]);
  // Of two the smaller one: a single day tells nothing.
  const daily = near.length < 2 ? undefined : near[Math.floor((near.length - 1) / 2)];
  const weekly = weeks.length < 2 ? undefined : Math.min(...weeks);
  return daily === undefined || weekly === undefined ? (daily ?? weekly) : Math.max(daily, weekly);
}
