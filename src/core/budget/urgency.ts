import { objectiveId } from "../objective/objective.ts";
import { valueOrNull } from "../objective/reading.ts";
import type { ObjectiveStatus, State } from "./status.ts";

/** Which state a person should look at first. No data comes before healthy: it may hide anything. */
const RANK: Readonly<Record<State, number>> = { burning: 0, exhausted: 1, "at-risk": 2, "no-data": 3, healthy: 4 };

/** Orders statuses by urgency: state, then time until the budget is empty, then budget left, then name. */
export function byUrgency(a: ObjectiveStatus, b: ObjectiveStatus): number {
  return (
    RANK[a.state] - RANK[b.state] ||
    compare(timeLeft(a), timeLeft(b)) ||
    compare(budgetLeft(a), budgetLeft(b)) ||
    compare(nameOf(a), nameOf(b))
  );
}

const timeLeft = ({ budget }: ObjectiveStatus): number => valueOrNull(budget.secondsToExhaustion) ?? Infinity;

const budgetLeft = ({ budget }: ObjectiveStatus): number => valueOrNull(budget.remaining) ?? Infinity;

const nameOf = ({ objective, by }: ObjectiveStatus): string =>
  `${objectiveId(objective)} ${Object.values(by).join(" ")}`;

/** Subtraction would make NaN of two infinities. */
const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
