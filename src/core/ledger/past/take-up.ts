import {
  changedFacts,
  type DefinitionChange,
  type FindDefinition,
  type KnownDefinition,
} from "../../budget/definition-change.ts";
import { type Objective, objectiveId } from "../../objective/objective.ts";
import { feedsOf } from "../../sli/feeds.ts";
import type { Instant } from "../../units/instant.ts";
import type { CellStore } from "../counting/cell-store.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
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

/** How objectives were followed before. */
export interface FollowedBefore {
  /** In this ledger, by their ids. */
  readonly here: ReadonlyMap<string, TrackedObjective>;
  /** In any other one: its counts are of no use here, but what was promised is known. */
  readonly elsewhere: FindDefinition;
}

const ALL = { total: true, counted: true } as const;

/** So many changes of a definition are remembered: more than anybody makes within an SLO window on purpose. */
const MOST_CHANGES = 20;

/** To take up so many objectives, or to release them, is about a millisecond of work. */
const AT_ONCE = 2;

/**
 * Follows these objectives and no others, some at a time; what is followed no more makes room first. What one throws is
 * its own fault.
 *
 * @returns them, by their ids
 */
export function* takeUpAll(
  before: FollowedBefore,
  objectives: readonly Objective[],
  at: Instant,
  parts: LedgerParts,
  faults: ObjectiveFaults,
): Generator<void, ReadonlyMap<string, TrackedObjective>> {
  faults.clear();
  const ids = new Set(objectives.map(objectiveId));
  yield* release([...before.here].flatMap(([id, old]) => (ids.has(id) ? [] : [old])));
  const tracked = new Map<string, TrackedObjective>();
  for (const [i, objective] of objectives.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) yield;
    const id = objectiveId(objective);
    faults.guardStart(objective, () => tracked.set(id, takeUp(objective, at, before, parts)));
  }
  // Of one that could not be taken up, nothing stays either.
  const kept = new Set(tracked.values());
  yield* release([...before.here.values()].filter((old) => !kept.has(old)));
  return tracked;
}

function* release(unfollowed: readonly TrackedObjective[]): Generator<void, void> {
  for (const [i, old] of unfollowed.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) yield;
    old.release();
  }
}

/** Follows an objective: goes on with what was counted of it, where that still means the same. */
function takeUp(
  objective: Objective,
  at: Instant,
  { here, elsewhere }: FollowedBefore,
  parts: LedgerParts,
): TrackedObjective {
  const id = objectiveId(objective);
  const known = here.get(id);
  // One whose file did not change is the very object.
  if (known?.objective === objective) return known;
  const changes = changesOf(known ?? elsewhere(id), objective, at);
  const isSame = known?.definition === definitionOf(objective) && keepsPast(known.objective, objective, at);
  // The cells of one that is measured in another way can be taken again at once.
  if (!isSame) known?.release();
  const taken = isSame ? revise(known, objective, at, parts.past) : begin(objective, at, parts);
  taken.changes = changes;
  return taken;
}

function changesOf(known: KnownDefinition | undefined, objective: Objective, at: Instant): readonly DefinitionChange[] {
  if (known === undefined) return [];
  const says = changedFacts(known.objective, objective);
  return says === undefined ? known.changes : [...known.changes, { at, says }].slice(-MOST_CHANGES);
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
