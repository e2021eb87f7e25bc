import { presentBudgetLeft } from "../../../core/budget/present-budget.ts";
import type { ObjectiveStatus } from "../../../core/budget/status.ts";
import type { NoDataReason, Reading } from "../../../core/objective/reading.ts";
import {
  FORMULA_WINDOWS,
  type FormulaWindow,
  type SloObservation,
} from "../../../core/scaling/decision/observation.ts";

/** The SLOs of a service's policy as they stand now, each by its worst group. One that has no status is left unknown. */
export const observeSlos = (
  names: readonly string[],
  statuses: readonly ObjectiveStatus[],
): readonly SloObservation[] =>
  names.map((slo) =>
    observeSlo(
      slo,
      statuses.filter(({ objective }) => objective.slo === slo),
    ),
  );

function observeSlo(slo: string, groups: readonly ObjectiveStatus[]): SloObservation {
  const burnOver = (window: FormulaWindow): Reading<number> =>
    worst(
      groups.flatMap(({ windows }) => windows.find((one) => one.window === window)?.burnRate ?? []),
      Math.max,
    );
  const latencies = groups.flatMap(latencyRatio);
  const [w5m, w30m, w1h, w6h] = FORMULA_WINDOWS.map(burnOver);
  const none: Reading<number> = { kind: "noData", reason: "insufficient" };
  return {
    slo,
    burn: { "5m": w5m ?? none, "30m": w30m ?? none, "1h": w1h ?? none, "6h": w6h ?? none },
    budgetLeft: worst(groups.map(presentBudgetLeft), Math.min),
    latencyRatio: latencies.length === 0 ? undefined : worst(latencies, Math.max),
    burnByVersion: {},
    isPaging: groups.some(({ state }) => state === "burning"),
  };
}

/** p99 over the bound. */
function latencyRatio({ objective: { indicator }, latency }: ObjectiveStatus): readonly Reading<number>[] {
  if (indicator.kind !== "latency" || latency === undefined) return [];
  const p99 = latency["0.99"];
  return [p99.kind === "value" ? { ...p99, value: p99.value / indicator.under } : p99];
}

/** Why there is no number where there is nothing to know. */
const HARMLESS: ReadonlySet<NoDataReason> = new Set(["no-traffic", "insufficient", "excluded"]);

/** Of several groups the worst counts. One that is not known may be worse than all; an idle or a new one is not. */
function worst(
  readings: readonly Reading<number>[],
  choose: (...values: readonly number[]) => number,
): Reading<number> {
  const unknown = readings.find((one) => one.kind === "noData" && !HARMLESS.has(one.reason));
  if (unknown !== undefined) return unknown;
  const known = readings.filter((one) => one.kind === "value");
  const value = choose(...known.map((one) => one.value));
  return known.find((one) => one.value === value) ?? readings[0] ?? { kind: "noData", reason: "insufficient" };
}
