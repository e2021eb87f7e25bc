import type { ObjectiveStatus } from "../../budget/status.ts";
import { faultyStatus } from "../../budget/without-numbers.ts";
import { type Objective, objectiveId } from "../../objective/objective.ts";
import type { Instant } from "../../units/instant.ts";

/**
 * What objectives have thrown. Each is its own: that objective has no numbers from then on, because some of its events
 * may be lost, and all others go on.
 */
export class ObjectiveFaults {
  readonly #errors = new Map<string, unknown>();
  /** Those that could not even be begun. */
  readonly #unfollowed: Objective[] = [];

  /** By the objective's id. */
  get errors(): ReadonlyMap<string, unknown> {
    return this.#errors;
  }

  /** A new set of objectives is a new chance. */
  clear(): void {
    this.#errors.clear();
    this.#unfollowed.length = 0;
  }

  #note(objective: Objective, error: unknown): void {
    this.#errors.set(objectiveId(objective), error);
  }

  /** Does a piece of work for one objective. */
  guard(objective: Objective, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#note(objective, error);
    }
  }

  /** Takes up an objective; without it there will be a status that says why. */
  guardStart(objective: Objective, start: () => void): void {
    this.guard(objective, start);
    if (this.#isAtFault(objective)) this.#unfollowed.push(objective);
  }

  /** The status that is read, or the one that tells of the fault. */
  status(objective: Objective, by: ObjectiveStatus["by"], at: Instant, read: () => ObjectiveStatus): ObjectiveStatus {
    try {
      if (!this.#isAtFault(objective)) return read();
    } catch (error) {
      this.#note(objective, error);
    }
    return faultyStatus({ objective, by, at }, this.#errors.get(objectiveId(objective)));
  }

  /** The statuses of those that could not be begun. */
  unfollowed(at: Instant): readonly ObjectiveStatus[] {
    return this.#unfollowed.map((objective) =>
      faultyStatus({ objective, by: {}, at }, this.#errors.get(objectiveId(objective))),
    );
  }

  /** Nearly always there are no faults at all, and ids are not free. */
  #isAtFault(objective: Objective): boolean {
    return this.#errors.size > 0 && this.#errors.has(objectiveId(objective));
  }
}
