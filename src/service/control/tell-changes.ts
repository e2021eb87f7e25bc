import { NO_NUMBER, printBudgetLeft } from "../../core/budget/print.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { State } from "../../core/budget/states.ts";
import { valueOrNull } from "../../core/objective/reading.ts";
import type { Log } from "../ports/log.ts";
import { statusKey } from "./status-key.ts";

/** So many statuses are less than a millisecond of work. */
const AT_ONCE = 50;

/** Logs how the SLOs stand when they are first seen, as one line, and then each change of a state. */
export class ChangeTeller {
  readonly #log: Log;
  #states: ReadonlyMap<string, State> = new Map();

  constructor(log: Log) {
    this.#log = log;
  }

  /** In pieces of some milliseconds. */
  *tell(statuses: readonly ObjectiveStatus[]): Generator<void, void> {
    const states = new Map<string, State>();
    const added: ObjectiveStatus[] = [];
    const changed: (readonly [slo: string, was: State, status: ObjectiveStatus])[] = [];
    for (const [i, status] of statuses.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      const slo = statusKey(status);
      const was = this.#states.get(slo);
      states.set(slo, status.state);
      if (was === undefined) added.push(status);
      else if (was !== status.state) changed.push([slo, was, status]);
    }
    this.#states = states;
    if (added.length > 0) this.#log.info("SLOs evaluated for the first time", countByState(added));
    for (const [slo, from, status] of changed) {
      const { state: to, note } = status;
      this.#log.info("an SLO changed its state", { slo, from, to, budgetLeft: budgetLeft(status), note });
    }
  }
}

function countByState(statuses: readonly ObjectiveStatus[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(statuses, ({ state }) => state);
  return Object.fromEntries([...groups].map(([state, members]) => [state, members.length]));
}

function budgetLeft({ budget }: ObjectiveStatus): string {
  const remaining = valueOrNull(budget.left);
  return remaining === null ? NO_NUMBER : printBudgetLeft(remaining);
}
