import { isSameBound } from "../../promql/bucket-bound.ts";
import type { Cell } from "../counting/cell.ts";
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
 * Counts one sample. What happened before the live part begins belongs to the backfill, a straddling increase in part.
 */
export function applySample({ feed, cell, bound }: SeriesRoute, sample: Sample): void {
  const { previousMs, atMs } = sample;
  const liveFromMs = feed.liveFromMs;
  const spacingMs = atMs - previousMs;
  const share = atMs <= liveFromMs ? 0 : previousMs >= liveFromMs ? 1 : (atMs - liveFromMs) / spacingMs;
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
