import { windowsOf } from "../objective/alert-policy.ts";
import type { ReadWindow } from "../objective/burn-window.ts";
import type { Objective } from "../objective/objective.ts";
import type { NoDataReason, Reading } from "../objective/reading.ts";
import type { Instant } from "../units/instant.ts";
import type { ObjectiveStatus } from "./status.ts";

/** The same status with every number taken away: nobody may read what is no longer known to be true. */
export function withoutNumbers(status: ObjectiveStatus, reason: NoDataReason, note: string): ObjectiveStatus {
  const none: Reading<never> = { kind: "noData", reason };
  return {
    ...status,
    state: "no-data",
    note,
    windows: status.windows.map((window) => ({ ...window, burnRate: none, errorRatio: none })),
    budget: { left: none, badEventsLeft: none, secondsToExhaustion: none },
    latency: status.latency === undefined ? undefined : { "0.5": none, "0.95": none, "0.99": none },
  };
}

/** A fault of ours, as readers of a status or of a source are told of it. */
export const ownFault = (error: unknown): string =>
  `a fault in headroom itself: ${error instanceof Error ? error.message : String(error)}`;

/** The status of an objective whose own evaluation is at fault: it alone has no numbers, all others go on. */
export function faultyStatus(
  { objective, by, at }: { readonly objective: Objective; readonly by: ObjectiveStatus["by"]; readonly at: Instant },
  error: unknown,
): ObjectiveStatus {
  const none: Reading<never> = { kind: "noData", reason: "invalid" };
  const windows: readonly ReadWindow[] = [...windowsOf(objective.alerts), "slo"];
  return {
    objective,
    by,
    at,
    state: "no-data",
    note: ownFault(error),
    exclusion: undefined,
    changes: [],
    windows: windows.map((window) => ({
      window,
      burnRate: none,
      errorRatio: none,
      bad: 0,
      total: 0,
      coverage: 0,
      excluded: 0,
    })),
    budget: { left: none, badEventsLeft: none, secondsToExhaustion: none },
    ageSeconds: undefined,
    coverage: 0,
    approximate: false,
    latency: undefined,
  };
}
