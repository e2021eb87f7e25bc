import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import type { Readout } from "./readout.ts";

/** So many objectives are a few milliseconds of work. */
const SLICE = 200;

/** Notes of all objectives which alert conditions hold, in pieces of some milliseconds. */
export function* rememberConditions(
  all: Iterable<TrackedObjective>,
  readout: Readout,
  faults: ObjectiveFaults,
): Generator<void, void> {
  for (const [i, tracked] of [...all].entries()) {
    if (i % SLICE === SLICE - 1) yield;
    faults.guard(tracked.objective, () => {
      for (const cell of tracked.cells) readout.remember(tracked, cell);
    });
  }
}
