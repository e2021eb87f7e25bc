import { lineThrough } from "./line.ts";
import { highestBetween, type Steps } from "./steps.ts";

/** A slope never promises more than this multiple of what is there. */
const MOST_AHEAD = 2;
/** Nor clearly more than what was there within so long, where there is less by now: demand comes back from a dip. */
const DIP_SECONDS = 600;
const MOST_BEYOND = 1.1;
/** What is there now is not what was there before. */
const NOW_SECONDS = 60;

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

/** A line through the newest `count` steps, followed to the newest of them and half of `leadSeconds` beyond. */
export function leadOf({ demands, ages }: Steps, count: number, leadSeconds: number): Lead {
  const { level, middle, slope, spread } = lineThrough(demands, ages, count);
  const reach = middle + leadSeconds / 2;
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
