import type { ObjectiveStatus } from "../../budget/status.ts";
import type { Instant } from "../../units/instant.ts";
import type { Seconds } from "../../units/seconds.ts";
import type { Cell } from "../counting/cell.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import { Readout } from "./readout.ts";
import { isRemoved } from "./removed-group.ts";

/** So many statuses or objectives are less than a millisecond of work. */
const SLICE = 5;

/**
 * Status of every objective, and of every group of it, at `at`, some at a time; those at fault say so. Until the last
 * piece nothing may be counted or followed, but backfills may go on.
 */
export function* readStatuses(
  all: Iterable<TrackedObjective>,
  faults: ObjectiveFaults,
  at: Instant,
  step: Seconds,
): Generator<void, readonly ObjectiveStatus[]> {
  const readout = new Readout(at, step * 1000);
  const statuses: ObjectiveStatus[] = [];
  let pauseAfter = SLICE;
  for (const tracked of all) {
    const of = (cell: Cell): ObjectiveStatus =>
      faults.status(tracked.objective, cell.by, at, () => readout.status(tracked, cell));
    const present = [...tracked.cells].map(of).filter((status) => !isRemoved(status));
    statuses.push(...(present.length > 0 ? present : [of(tracked.absentCell(at))]));
    if (statuses.length < pauseAfter) continue;
    pauseAfter = statuses.length + SLICE;
    yield;
  }
  return [...statuses, ...faults.unfollowed(at)];
}

/** Notes which alert conditions of some objectives hold, a few objectives at a time. */
export function* rememberHeld(
  some: Iterable<TrackedObjective>,
  faults: ObjectiveFaults,
  at: Instant,
  step: Seconds,
): Generator<void, void> {
  const readout = new Readout(at, step * 1000);
  for (const [i, tracked] of [...some].entries()) {
    if (i % SLICE === SLICE - 1) yield;
    faults.guard(tracked.objective, () => {
      for (const cell of tracked.cells) readout.remember(tracked, cell);
    });
  }
}
