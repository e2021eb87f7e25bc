import type { Objective } from "../../objective/objective.ts";
import { SHORTEST_WINDOW, windowLength } from "../../objective/burn-window.ts";
import { longestLength } from "../../objective/slo-window.ts";
import type { Instant } from "../../units/instant.ts";
import { pastOf } from "../counting/excluded-time.ts";
import type { Past } from "./past.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { TrackedFeed, TrackedObjective } from "../following/tracked-objective.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A gap longer than this is left to the backfill: raw samples of it would be too much for one answer. */
export const LONGEST_REACH_MS = HOUR_MS;
/** The live part begins at a multiple of the backfill's finest step, so that the two meet without a seam. */
const SEAM_MS = 5 * MINUTE_MS;

/**
 * Where an objective's history begins, in milliseconds since 1970: at a full hour, because an hour that is known in
 * part would be interpolated as a whole.
 */
export const reachOf = (objective: Objective, at: Instant): number =>
  Math.floor((at - longestLength(objective.window) * 1000) / HOUR_MS) * HOUR_MS;

/** Whether what has happened counts as it did: a longer window may reach back to an exclusion that nobody looked at. */
export function keepsPast(known: Objective, objective: Objective, at: Instant): boolean {
  const past = { fromMs: Math.min(reachOf(known, at), reachOf(objective, at)), toMs: at };
  return pastOf(known.exclusions, past) === pastOf(objective.exclusions, past);
}

/**
 * Where the live part begins for what is taken up at `at`, in milliseconds since 1970. Of raw samples it is far enough
 * back that they tell the shortest window, whose percentiles no history has.
 */
export const seamBefore = (at: Instant, isRaw: boolean): number =>
  Math.floor((at - (isRaw ? windowLength(SHORTEST_WINDOW) * 1000 : 0)) / SEAM_MS) * SEAM_MS;

/** To look at so many objectives is less than a millisecond of work. */
const AT_ONCE = 50;

/**
 * Reopens what is late, see {@link reopenIfLate}, some objectives at a time; what one throws is its own fault.
 *
 * @returns the feeds whose chains end, because history tells what happened meanwhile
 */
export function* reopenLate(
  all: Iterable<TrackedObjective>,
  at: Instant,
  past: Past,
  faults: ObjectiveFaults,
): Generator<void, ReadonlySet<TrackedFeed>> {
  const late = new Set<TrackedFeed>();
  let i = 0;
  for (const tracked of all) {
    if (i++ % AT_ONCE === AT_ONCE - 1) yield;
    faults.guard(tracked.objective, () => {
      for (const feed of reopenIfLate(tracked, at, past)) if (tracked.awaitsPast) late.add(feed);
    });
  }
  return late;
}

/**
 * After a gap that is too long for one question the live part begins anew, and the gap is left to history.
 *
 * @returns the feeds that begin anew
 */
function reopenIfLate(tracked: TrackedObjective, at: Instant, past: Past): readonly TrackedFeed[] {
  const late = tracked.feeds.filter(({ wantedFromMs }) => at - wantedFromMs > LONGEST_REACH_MS);
  if (late.length === 0) return late;
  const liveFromMs = seamBefore(at, !tracked.countsRates);
  const isHole = (channel: "total" | "counted"): boolean => {
    const feeds = tracked.feeds.filter(({ channels }) => channels[channel]);
    const missed = feeds.filter((feed) => late.includes(feed));
    // What one of several feeds missed cannot be told from what the others counted.
    if (missed.length > 0 && missed.length < feeds.length) tracked.lostHistory = true;
    return missed.length === feeds.length;
  };
  const channels = { total: isHole("total"), counted: isHole("counted") };
  if (channels.total || channels.counted)
    past.add(
      tracked,
      { fromMs: Math.min(...late.map(({ wantedFromMs }) => wantedFromMs)), toMs: liveFromMs },
      channels,
      at,
    );
  for (const feed of late) feed.reopen(liveFromMs);
  if (channels.total) for (const cell of tracked.cells) cell.reopen();
  return late;
}
