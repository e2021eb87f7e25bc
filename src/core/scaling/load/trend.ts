import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { lineThrough } from "./line.ts";
import { LEAST_NOISE, noiseOf } from "./noise.ts";
import { countWithin, highestBetween, meanWithin, type Steps } from "./steps.ts";

/** Where demand goes. */
export interface Trend {
  /** What replicas have to be there for, in requests a second. */
  readonly demand: number;
  readonly direction: "steady" | "rising" | "falling";
}

/** Over so many seconds demand is at rest, and over so few it is new. */
export const SLOW_SECONDS = 210;
const NEW_SECONDS = 30;
/** Its slope is read off the last minute, which has to have so many steps, over so long. */
const FIT_SECONDS = 60;
const FIT_STEPS = 4;
const FIT_LEAST_SECONDS = 30;
/** From when a replica is asked for until it starts: demand is seen late, and autoscalers look now and then. */
const LATENCY_SECONDS = 40;

/** Beyond so many times the noise, demand has moved. */
const RISE_BEYOND = 5;
const FALL_BEYOND = 4;
const SLOPE_BEYOND = 6;
/** A slope never promises more than this multiple of what is there. */
const MOST_AHEAD = 2;
/** Nor clearly more than what was there within so long, where there is less by now: demand comes back from a dip. */
const DIP_SECONDS = 600;
const MOST_BEYOND = 1.1;

/**
 * What demand will be by the time that replicas asked for now are halfway ready, where it clearly rises; what it is
 * where it clearly falls; and else its mean over some minutes, so that noise moves nothing.
 *
 * @param steps - those of {@link SLOW_SECONDS}, or more of them
 * @param all - those that are remembered, which tell the noise; asked for only where that decides
 * @returns the newest demand as it is, and steady, where the last minute has too few steps to tell
 */
export function trendOf(steps: Steps, { startup }: Pick<ScalingPolicy, "startup">, all: () => Steps): Trend {
  const newest = steps.demands[0] ?? 0;
  const count = countWithin(steps.ages, FIT_SECONDS);
  const slow = meanWithin(steps, SLOW_SECONDS);
  const recent = meanWithin(steps, NEW_SECONDS);
  const isSeen = count >= FIT_STEPS && (steps.ages[count - 1] ?? 0) >= FIT_LEAST_SECONDS;
  if (!isSeen || slow === undefined || recent === undefined) return { demand: newest, direction: "steady" };
  const { level, ahead, error } = fit(steps, count, startup + LATENCY_SECONDS);
  const directionBeyond = (by: number): Trend["direction"] => {
    if (recent > slow * (1 + RISE_BEYOND * by) || ahead > slow * (1 + SLOPE_BEYOND * error * by)) return "rising";
    return recent < slow * (1 - FALL_BEYOND * by) ? "falling" : "steady";
  };
  // More noise only hides more: where the least of it does, nobody has to know how much there is.
  if (directionBeyond(LEAST_NOISE) === "steady") return { demand: slow, direction: "steady" };
  const remembered = all();
  const direction = directionBeyond(noiseOf(remembered));
  switch (direction) {
    case "rising": {
      const height = highestBetween(remembered, FIT_SECONDS, DIP_SECONDS);
      const most = Math.min(MOST_AHEAD * recent, height > recent ? MOST_BEYOND * height : Number.POSITIVE_INFINITY);
      return { demand: Math.max(slow, recent, Math.min(ahead, most)), direction };
    }
    case "falling":
      return { demand: Math.max(recent, level), direction };
    case "steady":
      return { demand: slow, direction };
  }
}

interface Fit {
  /** The mean of the steps, in requests a second. */
  readonly level: number;
  /** Where a line through them leads, unless it falls; in requests a second. */
  readonly ahead: number;
  /** How far noise moves that point, as a multiple of the noise of one step. */
  readonly error: number;
}

/** A line through the newest `count` steps, followed to the newest of them and half of `leadSeconds` beyond. */
function fit({ demands, ages }: Steps, count: number, leadSeconds: number): Fit {
  const { level, middle, slope, spread } = lineThrough(demands, ages, count);
  const reach = middle + leadSeconds / 2;
  return {
    level,
    // Ages grow backwards.
    ahead: level + Math.max(0, -slope) * reach,
    error: Math.sqrt(1 / count + (spread === 0 ? 0 : (reach * reach) / spread)),
  };
}
