import { NO_NUMBER, printBudgetLeft } from "../../core/budget/print.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { State } from "../../core/budget/states.ts";
import { valueOrNull } from "../../core/objective/reading.ts";
import type { Log } from "../ports/log.ts";
import { statusKey } from "./status-key.ts";

/** Logs how the SLOs stand when they are first seen, as one line, and then each change of a state. */
export class ChangeTeller {
  readonly #log: Log;
  #states: ReadonlyMap<string, State> = new Map();

  constructor(log: Log) {
    this.#log = log;
  }

  tell(statuses: readonly ObjectiveStatus[]): void {
    const before = this.#states;
    this.#states = new Map(statuses.map((status) => [statusKey(status), status.state]));
    const added = statuses.filter((status) => !before.has(statusKey(status)));
    if (added.length > 0) this.#log.info("SLOs evaluated for the first time", countByState(added));
    for (const status of statuses) {
      const was = before.get(statusKey(status));
      if (was !== undefined && was !== status.state)
        this.#log.info("an SLO changed its state", {
          slo: statusKey(status),
          from: was,
          to: status.state,
          budgetLeft: budgetLeft(status),
          note: status.note,
        });
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
