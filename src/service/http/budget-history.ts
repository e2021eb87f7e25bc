import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { valueOrNull } from "../../core/objective/reading.ts";
import { nominalLength } from "../../core/objective/slo-window.ts";
import { before } from "../../core/units/instant.ts";
import { seconds } from "../../core/units/seconds.ts";
import type { StatusReader } from "../control/status-reader.ts";

/** The budget left at the ends of equal steps over the SLO window. */
export function budgetHistory(
  reader: Pick<StatusReader, "history">,
  { objective, by, at }: ObjectiveStatus,
  points: number,
): (number | null)[] {
  const length = nominalLength(objective.window);
  return reader
    .history(objective, by, before(at, length), at, seconds(length / points))
    .map((point) => valueOrNull(point.budgetLeft));
}
