import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { objectiveId } from "../../core/objective/objective.ts";

/** One text for one objective, or one group of it. */
export function statusKey({ objective, by }: Pick<ObjectiveStatus, "objective" | "by">): string {
  const labels = Object.entries(by);
  if (labels.length === 0) return objectiveId(objective);
  return `${objectiveId(objective)}${JSON.stringify(labels.toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}
