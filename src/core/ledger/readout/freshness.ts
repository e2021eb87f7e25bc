import type { NoDataReason } from "../../objective/reading.ts";
import { isSameBound } from "../../promql/bucket-bound.ts";
import type { Instant } from "../../units/instant.ts";
import type { Cell } from "../counting/cell.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";

/** Fresh means younger than a minute, or than this many steps, or than this many usual scrape intervals. */
const LEAST_MAX_AGE_MS = 60_000;
const INTERVALS = 3;

/** Why nothing can be read of a cell, with what a person should know about it. */
export interface NoReading {
  readonly reason: NoDataReason;
  readonly detail: NoReadingDetail;
  /** Set where all that there was is counted: then the budget is known as of the newest sample. */
  readonly isCounted?: true;
}

/**
 * What to tell people about it. In `no such bucket`, `bound` is what the objective asks for and `bounds` are those that
 * there are, in the unit of the histogram.
 */
export type NoReadingDetail =
  | { readonly kind: "failing"; readonly message: string }
  | { readonly kind: "never seen" }
  | { readonly kind: "old"; readonly ageMs: number; readonly maxAgeMs: number }
  /** Known from history alone, which tells the time to a step of it. */
  | { readonly kind: "silent"; readonly sinceMs: number; readonly ageMs: number }
  | { readonly kind: "future"; readonly aheadMs: number }
  | { readonly kind: "invalid"; readonly what: string }
  | { readonly kind: "no such bucket"; readonly bound: number; readonly bounds: readonly number[] };

/** How old the newest sample may be. Slowly scraped targets are not stale between two scrapes. */
export const maxAgeMs = (cell: Cell, stepMs: number): number =>
  Math.max(LEAST_MAX_AGE_MS, INTERVALS * stepMs, INTERVALS * cell.spacingMs);

/** Why a cell's readings are closed; undefined when they are open. */
export function whyNoReading(
  tracked: TrackedObjective,
  cell: Cell,
  at: Instant,
  stepMs: number,
): NoReading | undefined {
  const limitMs = maxAgeMs(cell, stepMs);
  // Half of an objective's feeds is worse than none: a total without its bad events looks like a good day.
  // Budgets do not hang on percentiles.
  const needed = tracked.feeds.filter(({ feed }) => feed.role !== "latency");
  const behind = needed.filter(({ coveredToMs }) => coveredToMs === undefined || at - coveredToMs > limitMs);
  const failure = behind.find((feed) => feed.failure !== undefined)?.failure;
  if (failure !== undefined)
    return {
      reason: failure.reason === "timeout" ? "unreachable" : failure.reason,
      detail: { kind: "failing", message: failure.message },
    };
  // While such samples come, those that were counted before are not the newest there are.
  if (cell.future !== undefined && needed.every(({ coveredToMs }) => (coveredToMs ?? 0) <= (cell.future?.atMs ?? 0)))
    return { reason: "invalid", detail: { kind: "future", aheadMs: cell.future.aheadMs } };
  const invalid = whyInvalid(cell, at, limitMs);
  // Samples that were never a number of events are no missing ones: who mends them has to look elsewhere.
  const { newestMs, lastKnownMs } = cell;
  if (newestMs === undefined && invalid !== undefined) return invalid;
  if (lastKnownMs === undefined) return { reason: "insufficient", detail: { kind: "never seen" } };
  const old = { reason: "stale", detail: toOld(cell, lastKnownMs, at, limitMs) } as const;
  if (behind.length > 0) return old;
  if (newestMs === undefined || at - lastKnownMs > limitMs) return { ...old, isCounted: true };
  return invalid ?? missingBucket(tracked, cell);
}

const toOld = ({ newestMs }: Cell, lastKnownMs: number, at: Instant, maxAge: number): NoReadingDetail =>
  newestMs === lastKnownMs
    ? { kind: "old", ageMs: at - newestMs, maxAgeMs: maxAge }
    : { kind: "silent", sinceMs: lastKnownMs, ageMs: at - lastKnownMs };

const whyInvalid = ({ invalid }: Cell, at: Instant, limitMs: number): NoReading | undefined =>
  invalid === undefined || at - invalid.atMs > limitMs
    ? undefined
    : { reason: "invalid", detail: { kind: "invalid", what: invalid.what } };

function missingBucket({ goodUpTo }: TrackedObjective, cell: Cell): NoReading | undefined {
  if (goodUpTo === undefined || cell.latency === undefined) return undefined;
  const { bounds } = cell.latency;
  if (bounds.some((bound) => isSameBound(bound, goodUpTo))) return undefined;
  return { reason: "invalid", detail: { kind: "no such bucket", bound: goodUpTo, bounds } };
}
