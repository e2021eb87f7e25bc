import { Gauge, Registry } from "prom-client";
import type { ObjectiveStatus, State } from "../../core/budget/status.ts";
import type { Reading } from "../../core/objective/reading.ts";
import { printWindow } from "../../core/objective/slo-window.ts";
import { EXPORTED, SERVICE_LABEL, SLO_LABEL } from "../../core/sli/series-names.ts";
import type { Snapshot } from "../control/status-reader.ts";

const STATES: readonly State[] = ["healthy", "at-risk", "burning", "exhausted", "no-data"];

interface SeriesText {
  readonly help: string;
  /** Besides service, slo and the `by` labels. */
  readonly labels: readonly string[];
}

/** What is said of each exported series, on /metrics and in the reference. */
export const SLO_SERIES: Readonly<Record<keyof typeof EXPORTED, SeriesText>> = {
  burnRate: {
    help: "Multiple of the sustainable rate of bad events; window slo is the SLO's own.",
    labels: ["window"],
  },
  errorRatio: { help: "Bad events / all events.", labels: ["window"] },
  budgetRemaining: { help: "Share of the error budget left: 1 = untouched, negative = overspent.", labels: [] },
  timeToExhaustion: {
    help: "Seconds until the budget is empty at the present burn; absent when it does not shrink.",
    labels: [],
  },
  coverage: { help: "Share of the window that was observed.", labels: ["window"] },
  age: { help: "Age of the newest raw sample, by Prometheus' clock.", labels: [] },
  state: { help: "1 for the present state, 0 for the others.", labels: ["state"] },
  latency: { help: "Latency of events over 5 minutes.", labels: ["quantile"] },
  objective: { help: "Promised share of good events.", labels: [] },
  info: { help: "What is known of the SLO from its spec.", labels: ["target", "slo_window", "namespace", "owner"] },
};

/**
 * The statuses as series. What has no number has no sample either: a 0 would be drawn, alerted on and scaled by.
 * Only the state is always there. Made anew for each snapshot, because the `by` labels come from the specs.
 */
export async function printSloMetrics({ statuses }: Pick<Snapshot, "statuses">): Promise<string> {
  const registry = new Registry();
  const by = [...new Set(statuses.flatMap((status) => status.objective.by))].toSorted();
  const gauge = (key: keyof typeof EXPORTED): Gauge => {
    const { help, labels } = SLO_SERIES[key];
    return new Gauge({
      name: EXPORTED[key],
      help,
      labelNames: [SERVICE_LABEL, SLO_LABEL, ...by, ...labels],
      registers: [registry],
    });
  };
  const burn = gauge("burnRate");
  const errors = gauge("errorRatio");
  const coverage = gauge("coverage");
  const budget = gauge("budgetRemaining");
  const exhaustion = gauge("timeToExhaustion");
  const age = gauge("age");
  const state = gauge("state");
  const latency = gauge("latency");
  const target = gauge("objective");
  const info = gauge("info");

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
    for (const [quantile, reading] of Object.entries(status.latency ?? {}))
      setValue(latency, { ...labels, quantile }, reading);
    const { objective } = status;
    target.set(labels, objective.target);
    info.set(
      {
        ...labels,
        target: String(objective.target),
        slo_window: printWindow(objective.window),
        namespace: objective.namespace,
        owner: objective.owner ?? "",
      },
      1,
    );
  }
  return registry.metrics();
}

const labelsOf = ({ objective, by }: ObjectiveStatus): Record<string, string> => ({
  ...by,
  [SERVICE_LABEL]: objective.service,
  [SLO_LABEL]: objective.slo,
});

function setValue(gauge: Gauge, labels: Record<string, string>, reading: Reading<number | null>): void {
  if (reading.kind === "value" && reading.value !== null && Number.isFinite(reading.value))
    gauge.set(labels, reading.value);
}
