import type { ObjectiveStatus } from "../../budget/status.ts";
import type { Instant } from "../../units/instant.ts";
import type { Cell } from "../counting/cell.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import { Readout } from "./readout.ts";
import { isRemoved } from "./removed-group.ts";

/** So many statuses are a few milliseconds of work. */
const SLICE = 100;

/** Status of every objective, and of every group of it, at `at`; pauses after every so many. */
export function* readStatuses(
  objectives: Iterable<TrackedObjective>,
  faults: ObjectiveFaults,
  at: Instant,
  stepMs: number,
): Generator<void, readonly ObjectiveStatus[]> {
  const readout = new Readout(at, stepMs);
  const statuses: ObjectiveStatus[] = [];
  let pauseAfter = SLICE;
  for (const tracked of objectives) {
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

/** What a piece of work comes to whose pauses nobody uses. */
export function unpaused<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
