import type { Cell } from "../../../src/core/ledger/counting/cell.ts";
import { CellStore } from "../../../src/core/ledger/counting/cell-store.ts";
import { type TrackedFeed, TrackedObjective } from "../../../src/core/ledger/following/tracked-objective.ts";
import type { Objective } from "../../../src/core/objective/objective.ts";
import { objective } from "../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "./driven-ledger.ts";

/** An objective as a ledger follows it from the start on, with a store of its own where none is given. */
export const track = (followed: Objective = objective(), store = new CellStore(STEP_MS)): TrackedObjective =>
  new TrackedObjective(followed, {
    store,
    stepMs: STEP_MS,
    liveFromMs: START_MS,
    atMs: START_MS,
    replicaLabels: ["replica"],
  });

/** Its feed of one role. */
export function feedOf(tracked: TrackedObjective, role: TrackedFeed["feed"]["role"]): TrackedFeed {
  const found = tracked.feeds.find(({ feed }) => feed.role === role);
  if (found === undefined) throw new Error(`reads no ${role}`);
  return found;
}

/** Its first cell: the only one, where it has no groups. */
export function cellOf(tracked: TrackedObjective): Cell {
  const [cell] = tracked.cells;
  if (cell === undefined) throw new Error("no group was seen yet");
  return cell;
}

/** What was counted in a cell since the start. */
export function countsOf(cell: Cell): { readonly total: number; readonly counted: number } {
  const { total, counted } = cell.place.bank.since(cell.place.index, START_MS);
  return { total, counted };
}
