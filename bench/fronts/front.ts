/** One setting of a policy. */
export interface Point {
  /** Multiples of the budget; what is below 1 counts as 1, since a budget that is left buys nothing. */
  readonly budget: number;
  readonly hours: number;
}

/** How a front stands to a rival's point, as shares of what the rival needs: below 1 is better. */
export interface Standing {
  /** Replica-hours at the rival's budget, as a share of the rival's. */
  readonly hours: number;
  /** Budget at the rival's replica-hours, as a share of the rival's. */
  readonly budget: number;
}

/** What a front would need that lies on straight lines between its points: hours over the logarithm of the budget. */
export function standing(front: readonly Point[], rival: Point): Standing {
  const budgetOf = ({ budget }: Point): number => Math.log(Math.max(1, budget));
  const byBudget = front.map((point) => [budgetOf(point), point.hours] as const);
  const byHours = front.map((point) => [point.hours, budgetOf(point)] as const);
  return {
    hours: leastAt(byBudget, budgetOf(rival)) / rival.hours,
    budget: Math.exp(leastAt(byHours, rival.hours) - budgetOf(rival)),
  };
}

/** The least that points, or lines between neighbours, have at `x` or below it; infinite where there is none. */
function leastAt(points: readonly (readonly [x: number, y: number])[], x: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [i, [px, py]] of points.entries()) {
    if (px <= x) least = Math.min(least, py);
    const before = points[i - 1];
    if (before === undefined || (before[0] - x) * (px - x) >= 0) continue;
    least = Math.min(least, before[1] + ((py - before[1]) * (x - before[0])) / (px - before[0]));
  }
  return least;
}
