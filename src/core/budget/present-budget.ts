import type { Reading } from "../objective/reading.ts";
import type { ObjectiveStatus } from "./status.ts";

/**
 * The budget left as autoscalers may act on it: of the present, or none. What was left when the newest sample came, a
 * while ago, is for people, who see its age.
 */
export function presentBudgetLeft({ windows: [shortest], budget }: ObjectiveStatus): Reading<number> {
  const burn = shortest?.burnRate;
  return burn?.kind === "noData" && burn.reason === "stale" ? burn : budget.left;
}
