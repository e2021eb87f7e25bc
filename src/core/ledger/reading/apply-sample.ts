import { isSameBound } from "../../promql/bucket-bound.ts";
import type { Cell } from "../counting/cell.ts";
import type { Channels } from "../following/feed-state.ts";
import type { SeriesRoute } from "./series-table.ts";

/** A gauge's value holds until the next sample, but not for longer than two usual intervals. */
export const LONGEST_HOLD = 2;

/** One sample beside the one before it. */
interface Sample {
  readonly previousMs: number;
  readonly atMs: number;
  readonly previous: number;
  readonly value: number;
  readonly increase: number;
}

/**
 * How much of what a sample tells is counted live. What happened before the live part begins belongs to history: of a
 * straddling increase raw samples leave all, for its sample is a live one; rates tell of the time before it.
 */
function shareOf({ liveFromMs, tracked }: SeriesRoute["feed"], previousMs: number, atMs: number): number {
  if (atMs <= liveFromMs) return 0;
  return previousMs >= liveFromMs || !tracked.pastAsRates ? 1 : (atMs - liveFromMs) / (atMs - previousMs);
}

/** Counts one sample. */
export function applySample({ feed, cell, bound }: SeriesRoute, sample: Sample): void {
  const { previousMs, atMs } = sample;
  const liveFromMs = feed.liveFromMs;
  const spacingMs = atMs - previousMs;
  const share = shareOf(feed, previousMs, atMs);
  const usualMs = cell.spacingMs === 0 ? spacingMs : cell.spacingMs;
  if (feed.channels.total) cell.observe(atMs, spacingMs, liveFromMs);
  // A stretch that an exclusion touches may hold nothing but its events.
  const counts = !cell.excluded.keepsOut(previousMs, atMs);
  const increase = sample.increase * share;
  const read = feed.feed;
  switch (read.role) {
    case "total":
      if (counts && increase > 0) cell.addEvents(atMs, increase, 0);
      return;
    case "bad":
    case "good":
      if (counts && increase > 0) cell.addEvents(atMs, 0, increase);
      return;
    case "bucket":
      applyBucket(cell, { bound: bound ?? Number.POSITIVE_INFINITY, goodUpTo: read.bound, counts }, atMs, increase);
      return;
    case "success": {
      if (sample.previous > 1) return cell.noteInvalid(atMs, `a success of ${sample.previous}, expected 0 or 1`);
      const held = Math.min(spacingMs, LONGEST_HOLD * usualMs) / 1000;
      const seconds = Math.min(held, (spacingMs * share) / 1000);
      if (counts && seconds > 0) cell.addEvents(atMs, seconds, seconds * (1 - sample.previous));
      return;
    }
    // Expressions come as answers of their own.
    case "bad rate":
    case "total rate":
    case "newest sample":
    case "latency":
    case "excluded":
  }
}

interface Bucket {
  readonly bound: number;
  /** The bound up to which events are good. */
  readonly goodUpTo: number;
  /** Whether its events count for the objective; they have a latency all the same. */
  readonly counts: boolean;
}

function applyBucket(cell: Cell, { bound, goodUpTo, counts }: Bucket, atMs: number, increase: number): void {
  cell.latency?.learn(bound);
  if (!(increase > 0)) return;
  cell.latency?.add(bound, atMs, increase);
  if (!counts) return;
  if (bound === Number.POSITIVE_INFINITY) cell.addEvents(atMs, increase, 0);
  else if (isSameBound(bound, goodUpTo)) cell.addEvents(atMs, 0, increase);
}

/**
 * Adds what was not told at its time, or takes back what was too much.
 *
 * @param events - since `previousMs`, told by the sample at `atMs`
 */
export function addIncrease(route: SeriesRoute, previousMs: number, atMs: number, events: number): void {
  const { cell } = route;
  if (cell.excluded.keepsOut(previousMs, atMs)) return;
  const { total, counted } = channelsOf(route);
  cell.addEvents(atMs, total ? events : 0, counted ? events : 0);
}

/** Which of its cell's counts a series fills: of buckets, the last is the total, and the one at the bound the good. */
export function channelsOf({ feed, bound }: SeriesRoute): Channels {
  if (feed.feed.role !== "bucket" || bound === undefined) return feed.channels;
  return { total: bound === Number.POSITIVE_INFINITY, counted: isSameBound(bound, feed.feed.bound) };
}
