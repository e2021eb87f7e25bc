import { Gauge, Registry } from "prom-client";
import type { ObjectiveStatus, State } from "../../core/budget/status.ts";
import type { Reading } from "../../core/objective/reading.ts";
import { printWindow } from "../../core/objective/slo-window.ts";
import { EXPORTED, SERVICE_LABEL, SLO_LABEL } from "../../core/sli/series-names.ts";
import type { Snapshot } from "../control/status-reader.ts";

const STATES: readonly State[] = ["healthy", "at-risk", "burning", "exhausted", "no-data"];

/**
 * The statuses as series. What has no number has no sample either: a 0 would be drawn, alerted on and scaled by.
 * Only the state is always there. Made anew for each snapshot, because the `by` labels come from the specs.
 */
export async function printSloMetrics({ statuses }: Pick<Snapshot, "statuses">): Promise<string> {
  const registry = new Registry();
  const by = [...new Set(statuses.flatMap((status) => status.objective.by))].toSorted();
  const common = [SERVICE_LABEL, SLO_LABEL, ...by];
  const gauge = (name: string, help: string, ...labels: readonly string[]): Gauge => new Gauge({ name, help, labelNames: [...common, ...labels], registers: [registry] });

  const burn = gauge(EXPORTED.burnRate, "Multiple of the sustainable rate of bad events; window slo is the SLO's own.", "window");
  const errors = gauge(EXPORTED.errorRatio, "Bad events / all events.", "window");
  const coverage = gauge(EXPORTED.coverage, "Share of the window that was observed.", "window");
  const budget = gauge(EXPORTED.budgetRemaining, "Share of the error budget left: 1 = untouched, negative = overspent.");
  const exhaustion = gauge(EXPORTED.timeToExhaustion, "Seconds until the budget is empty at the present burn; absent when it does not shrink.");
  const age = gauge(EXPORTED.age, "Age of the newest raw sample, by Prometheus' clock.");
  const state = gauge(EXPORTED.state, "1 for the present state, 0 for the others.", "state");
  const latency = gauge(EXPORTED.latency, "Latency of events over 5 minutes.", "quantile");
  const target = gauge(EXPORTED.objective, "Promised share of good events.");
  const info = gauge(EXPORTED.info, "What is known of the SLO from its spec.", "target", "slo_window", "namespace", "owner");

  for (const status of statuses) {
    const labels = labelsOf(status);
    for (const { window, burnRate, errorRatio, coverage: observed } of status.windows) {
      setValue(burn, { ...labels, window }, burnRate);
      setValue(errors, { ...labels, window }, errorRatio);
      coverage.set({ ...labels, window }, observed);
    }
    setValue(budget, labels, status.budget.remaining);
    setValue(exhaustion, labels, status.budget.secondsToExhaustion);
    if (status.ageSeconds !== undefined) age.set(labels, status.ageSeconds);
    for (const each of STATES) state.set({ ...labels, state: each }, status.state === each ? 1 : 0);
    for (const [quantile, reading] of Object.entries(status.latency ?? {})) setValue(latency, { ...labels, quantile }, reading);
    const { objective } = status;
    target.set(labels, objective.target);
    info.set({ ...labels, target: String(objective.target), slo_window: printWindow(objective.window), namespace: objective.namespace, owner: objective.owner ?? "" }, 1);
  }
  return registry.metrics();
}

const labelsOf = ({ objective, by }: ObjectiveStatus): Record<string, string> => ({ ...by, [SERVICE_LABEL]: objective.service, [SLO_LABEL]: objective.slo });

function setValue(gauge: Gauge, labels: Record<string, string>, reading: Reading<number | null>): void {
  if (reading.kind === "value" && reading.value !== null && Number.isFinite(reading.value)) gauge.set(labels, reading.value);
}
