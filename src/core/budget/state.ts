import type { AlertPolicy, BurnCondition } from "../objective/alert-policy.ts";
import type { BurnWindow } from "../objective/burn-window.ts";
import type { NoDataReason, Reading } from "../objective/reading.ts";
import type { WindowStatus } from "./status.ts";
import { AT_RISK_BELOW, type State } from "./states.ts";
import { COVERAGE_TO_CLEAR } from "./window-counts.ts";

/** What a state is decided from. */
export interface StateFacts {
  readonly alerts: AlertPolicy;
  readonly windows: readonly WindowStatus[];
  /** Share of the whole budget: 1 = untouched, negative = overspent. */
  readonly budgetLeft: Reading<number>;
  readonly noReading: NoDataReason | undefined;
  /** Conditions, by their place in the policy, that hold or have not been cleared. */
  readonly held: ReadonlySet<number>;
}

/** What a person needs to know first; worse things first. A budget that is not known is never called healthy. */
export function toState({ alerts, budgetLeft, noReading, held }: StateFacts): State {
  if (noReading !== undefined) return "no-data";
  const holds = (severity: BurnCondition["severity"]): boolean =>
    alerts.burn.some((condition, i) => condition.severity === severity && held.has(i));
  if (holds("page")) return "burning";
  if (budgetLeft.kind === "value" && budgetLeft.value <= 0) return "exhausted";
  if (holds("ticket") || (budgetLeft.kind === "value" && budgetLeft.value < AT_RISK_BELOW.share)) return "at-risk";
  return budgetLeft.kind === "value" ? "healthy" : "no-data";
}

/**
 * Which conditions hold now. One that held before is only cleared by a long window that was observed well enough:
 * after a gap the error ratio of the rest proves nothing.
 *
 * @param before - the conditions that held last time, by their place in the policy
 * @returns those that hold now, likewise
 */
export function heldConditions(
  alerts: AlertPolicy,
  windows: readonly WindowStatus[],
  before: ReadonlySet<number>,
): ReadonlySet<number> {
  const held = new Set<number>();
  alerts.burn.forEach((condition, i) => {
    const long = windowOf(windows, condition.longWindow);
    if (long === undefined) return;
    const burns = isAbove(windowOf(windows, condition.shortWindow), condition) && isAbove(long, condition);
    const enough = condition.severity === "ticket" || long.bad >= alerts.minBadEvents;
    if ((burns && enough) || (before.has(i) && long.coverage < COVERAGE_TO_CLEAR)) held.add(i);
  });
  return held;
}

const isAbove = (window: WindowStatus | undefined, { above }: BurnCondition): boolean =>
  window !== undefined && window.burnRate.kind === "value" && window.burnRate.value > above;

const windowOf = (windows: readonly WindowStatus[], name: BurnWindow): WindowStatus | undefined =>
  windows.find(({ window }) => window === name);
