import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { followedSeconds, leadOf, mostAhead, type Trend } from "./lead.ts";
import { LEAST_NOISE, noiseOf } from "./noise.ts";
import { scatteredTrendOf } from "./scattered-trend.ts";
import { countWithin, meanWithin, type Steps } from "./steps.ts";

/** Over so many seconds demand is at rest, and over so few it is new. */
export const SLOW_SECONDS = 210;
const NEW_SECONDS = 30;
/** Its slope is read off the last minute, which has to have so many steps, over so long. */
const FIT_SECONDS = 60;
const FIT_STEPS = 4;
const FIT_LEAST_SECONDS = 30;

/** Beyond so many times the noise, demand has moved. */
const RISE_BEYOND = 5;
const FALL_BEYOND = 4;
const SLOPE_BEYOND = 6;
/** From so much of the mean of some minutes on, a rise is more than a wiggle. */
const CLEAR_FROM = 1.1;
/** So much of what single minutes scatter counts as the noise of one step: what is beyond is no chance. */
const NOISE_OF_SCATTER = 0.6;

/** What is known of demand besides its last minutes; asked for only where that decides. */
export interface Remembered {
  /** All steps that are remembered, which tell the noise. */
  readonly all: () => Steps;
  /** Whether demand went up and down within half an hour. */
  readonly isSwinging: () => boolean;
  /** How far single minutes are from where demand goes, by chance; as a share of it. Left out: not at all. */
  readonly scatter?: number;
}

/**
 * What demand will be shortly before replicas asked for now are ready, where it clearly rises; what it is where it
 * clearly falls; and else its mean over some minutes, so that noise moves nothing.
 *
 * @param steps - those of {@link SLOW_SECONDS}, or more of them
 * @returns the newest demand as it is, and steady, where the last minute has too few steps to tell
 */
export function trendOf(
  steps: Steps,
  policy: Pick<ScalingPolicy, "startup">,
  { all, isSwinging, scatter = 0 }: Remembered,
): Trend {
  const newest = steps.demands[0] ?? 0;
  const count = countWithin(steps.ages, FIT_SECONDS);
  const slow = meanWithin(steps, SLOW_SECONDS);
  const recent = meanWithin(steps, NEW_SECONDS);
  const isSeen = count >= FIT_STEPS && (steps.ages[count - 1] ?? 0) >= FIT_LEAST_SECONDS;
  if (!isSeen || slow === undefined || recent === undefined) return { demand: newest, direction: "steady" };
  const isClear = (): boolean => recent > slow * CLEAR_FROM && !isSwinging();
  const beyondSeconds = followedSeconds(policy, scatter, isClear);
  const { level, ahead, error } = leadOf(steps, count, beyondSeconds);
  const directionBeyond = (by: number): Trend["direction"] => {
    if (recent > slow * (1 + RISE_BEYOND * by) || ahead > slow * (1 + SLOPE_BEYOND * error * by)) return "rising";
    return recent < slow * (1 - FALL_BEYOND * by) ? "falling" : "steady";
  };
  // More noise only hides more: where the least of it does, nobody has to know how much there is.
  if (scatter === 0 && directionBeyond(LEAST_NOISE) === "steady") return { demand: slow, direction: "steady" };
  const remembered = all();
  const direction = directionBeyond(Math.max(noiseOf(remembered), NOISE_OF_SCATTER * scatter));
  if (direction === "rising")
    return { demand: Math.max(slow, recent, Math.min(ahead, mostAhead(remembered, recent))), direction };
  const scattered = scatter === 0 ? undefined : scatteredTrendOf(remembered, beyondSeconds, scatter);
  if (scattered !== undefined) return scattered;
  return { demand: direction === "falling" ? Math.max(recent, level) : slow, direction };
}
