import { valueOrNull } from "../objective/reading.ts";
import type { ObjectiveStatus } from "./status.ts";
import { STATES } from "./states.ts";

/**
 * Orders statuses by urgency: state, then time until the budget is empty, then budget left, then name.
 *
 * @returns negative where `a` is the more urgent
 */
export function byUrgency(a: ObjectiveStatus, b: ObjectiveStatus): number {
  return (
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    compare(timeLeft(a), timeLeft(b)) ||
    compare(budgetLeft(a), budgetLeft(b)) ||
    compare(a.objective.service, b.objective.service) ||
    compare(a.objective.slo, b.objective.slo) ||
    compare(groupOf(a), groupOf(b))
  );
}

const timeLeft = ({ budget }: ObjectiveStatus): number => valueOrNull(budget.secondsToExhaustion) ?? Infinity;

const budgetLeft = ({ budget }: ObjectiveStatus): number => valueOrNull(budget.left) ?? Infinity;

const groupOf = ({ by }: ObjectiveStatus): string => Object.values(by).join(" ");

/** Subtraction would make NaN of two infinities. */
const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
