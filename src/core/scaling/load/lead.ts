import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { lineThrough } from "./line.ts";
import { highestBetween, type Steps } from "./steps.ts";

/** A slope never promises more than this multiple of what is there. */
const MOST_AHEAD = 2;
/** Nor clearly more than what was there within so long, where there is less by now: demand comes back from a dip. */
const DIP_SECONDS = 600;
const MOST_BEYOND = 1.1;
/** What is there now is not what was there before. */
const NOW_SECONDS = 60;

/** From when a replica is asked for until it starts: demand is seen late, and autoscalers look now and then. */
const LATENCY_SECONDS = 40;
/**
 * A line is followed for this share of the time until a replica is ready. A clear rise mostly goes on for so long; one
 * that is small, or where demand swings, mostly does not; and where single minutes are chance, the line may be too.
 */
const FOLLOWED = { clear: 0.8, doubtful: 0.4, byChance: 0.5 };

/** Where demand goes. */
export interface Trend {
  /** What replicas have to be there for, in requests a second. */
  readonly demand: number;
  /** Scattered is steady too, by a longer mean. */
  readonly direction: "steady" | "scattered" | "rising" | "falling";
}

/** Where a line through the newest steps leads. */
export interface Lead {
  /** The mean of the steps, in requests a second. */
  readonly level: number;
  /** Where the line leads, unless it falls; in requests a second. */
  readonly ahead: number;
  /** How far noise moves that point, as a multiple of the noise of one step. */
  readonly error: number;
}

/**
 * For how many seconds beyond the newest step a line is followed.
 *
 * @param scatter - how far single minutes are from where demand goes, by chance; as a share of it
 * @param isClear - whether demand has risen so far that it is more than a wiggle, and does not swing
 */
export function followedSeconds(
  { startup }: Pick<ScalingPolicy, "startup">,
  scatter: number,
  isClear: () => boolean,
): number {
  const untilReady = startup + LATENCY_SECONDS;
  if (scatter > 0) return untilReady * FOLLOWED.byChance;
  return untilReady * (isClear() ? FOLLOWED.clear : FOLLOWED.doubtful);
}

/** A line through the newest `count` steps, followed to the newest of them and `beyondSeconds` further. */
export function leadOf({ demands, ages }: Steps, count: number, beyondSeconds: number): Lead {
  const { level, middle, slope, spread } = lineThrough(demands, ages, count);
  const reach = middle + beyondSeconds;
  return {
    level,
    // Ages grow backwards.
    ahead: level + Math.max(0, -slope) * reach,
    error: Math.sqrt(1 / count + (spread === 0 ? 0 : (reach * reach) / spread)),
  };
}

/** The most that a line may promise, in requests a second. @param recent - what is there, in the same */
export function mostAhead(steps: Steps, recent: number): number {
  const height = highestBetween(steps, NOW_SECONDS, DIP_SECONDS);
  return Math.min(MOST_AHEAD * recent, height > recent ? MOST_BEYOND * height : Number.POSITIVE_INFINITY);
}
