import type { ObjectiveStatus } from "../../budget/status.ts";
import { GROUP_LIVES_FOR, windowLength } from "../../objective/burn-window.ts";

/** A group of which neither events nor samples came for so long is gone; should it come back, its counts are kept. */
export function isRemoved({ objective, windows, ageSeconds = Number.POSITIVE_INFINITY }: ObjectiveStatus): boolean {
  const isSilent = windows.some(({ window, total }) => window === GROUP_LIVES_FOR && total === 0);
  return objective.by.length > 0 && isSilent && ageSeconds > windowLength(GROUP_LIVES_FOR);
}
