import type { Objective } from "../../objective/objective.ts";
import { feedsOf } from "../../sli/feeds.ts";
import type { Instant } from "../../units/instant.ts";
import type { CellStore } from "../counting/cell-store.ts";
import { definitionOf, TrackedObjective } from "../following/tracked-objective.ts";
import type { Past } from "./past.ts";
import { keepsPast, reachOf, seamBefore } from "./reach.ts";

/** What all objectives of a ledger share. */
export interface LedgerParts {
  readonly store: CellStore;
  readonly stepMs: number;
  readonly replicaLabels: readonly string[];
  readonly past: Past;
}

const ALL = { total: true, counted: true } as const;

/**
 * Follows an objective: goes on with what was counted of it, where that still means the same.
 *
 * @param known - as it was followed before, if it was
 */
export function takeUp(
  known: TrackedObjective | undefined,
  objective: Objective,
  at: Instant,
  parts: LedgerParts,
): TrackedObjective {
  // One whose file did not change is the very object.
  if (known?.objective === objective) return known;
  if (known?.definition === definitionOf(objective) && keepsPast(known.objective, objective, at))
    return revise(known, objective, at, parts.past);
  return begin(objective, at, parts);
}

/** What happens is read live, what has happened is wanted from history. */
function begin(objective: Objective, at: Instant, parts: LedgerParts): TrackedObjective {
  const isRaw = feedsOf(objective).some(({ kind }) => kind === "series");
  const liveFromMs = seamBefore(at, isRaw);
  const tracked = new TrackedObjective(objective, { ...parts, liveFromMs, atMs: at });
  parts.past.add(tracked, { fromMs: reachOf(objective, at), toMs: liveFromMs }, ALL, at);
  return tracked;
}

/** Takes over changed facts about an objective; a longer window wants more of history. */
function revise(known: TrackedObjective, objective: Objective, at: Instant, past: Past): TrackedObjective {
  const reachedMs = reachOf(known.objective, at);
  const wantedMs = reachOf(objective, at);
  known.revise(objective, at);
  if (wantedMs < reachedMs) past.add(known, { fromMs: wantedMs, toMs: reachedMs }, ALL, at);
  return known;
}
