import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { withoutNumbers } from "../../core/budget/without-numbers.ts";
import { statusKey } from "./status-key.ts";

/**
 * After a loss, this many evaluations in a row must be fresh: a Prometheus that comes back first answers with little.
 */
const FRESH_IN_A_ROW = 2;

/** So many statuses are less than a millisecond of work. */
const AT_ONCE = 50;

/** Keeps a status that went stale from being shown as fresh on its first sign of life. */
export class FreshnessGate {
  /** How many fresh evaluations a lost status has had in a row. */
  readonly #lost = new Map<string, number>();

  /** Takes note of the statuses of one step, in pieces of some milliseconds. */
  *evaluated(statuses: readonly ObjectiveStatus[]): Generator<void, void> {
    const present = new Set<string>();
    for (const [i, status] of statuses.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      // Nearly always nothing is lost, and keys are not free.
      if (this.#lost.size === 0 && isFresh(status)) continue;
      const key = statusKey(status);
      present.add(key);
      const inARow = this.#lost.get(key);
      if (!isFresh(status)) this.#lost.set(key, 0);
      else if (inARow !== undefined && inARow + 1 >= FRESH_IN_A_ROW) this.#lost.delete(key);
      else if (inARow !== undefined) this.#lost.set(key, inARow + 1);
    }
    for (const key of this.#lost.keys()) if (!present.has(key)) this.#lost.delete(key);
  }

  /** The statuses as they may be shown, in pieces of some milliseconds. */
  *admit(statuses: readonly ObjectiveStatus[]): Generator<void, readonly ObjectiveStatus[]> {
    if (this.#lost.size === 0) return statuses;
    const admitted: ObjectiveStatus[] = [];
    for (const [i, status] of statuses.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      admitted.push(isFresh(status) && this.#lost.has(statusKey(status)) ? heldBack(status) : status);
    }
    return admitted;
  }
}

function isFresh({ windows }: ObjectiveStatus): boolean {
  const [shortest] = windows;
  if (shortest === undefined || shortest.burnRate.kind === "value") return true;
  switch (shortest.burnRate.reason) {
    case "stale":
    case "unreachable":
    case "invalid":
      return false;
    case "no-traffic":
    case "insufficient":
    case "excluded":
      return true;
  }
}

const heldBack = (status: ObjectiveStatus): ObjectiveStatus =>
  withoutNumbers(status, "stale", "Data came back after a gap; numbers are shown after a second evaluation in a row.");
