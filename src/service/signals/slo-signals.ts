import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { NoDataReason, Reading } from "../../core/objective/reading.ts";
import type { Snapshot } from "../control/status-reader.ts";
import type { DecisionReader } from "./decision-log.ts";
import type { Signal } from "./signal.ts";

/** What can be read by an autoscaler, by the names under which Kubernetes knows it. */
export const SIGNAL_NAMES = [
  "slo_required_replicas",
  "slo_burn_rate",
  "slo_latency_seconds",
  "slo_error_budget_remaining_ratio",
] as const;

export type SignalName = (typeof SIGNAL_NAMES)[number];

/** One signal, and who may read it. */
export interface NamedSignal {
  readonly name: SignalName;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: Signal;
}

/** All signals there are now, fresh or not: what is not fresh is there, and says why it has no number. */
export const listSignals = (
  { statuses }: Pick<Snapshot, "statuses">,
  decisions: DecisionReader,
): readonly NamedSignal[] => [
  ...decisions.offered().map(({ service, namespace, policy, signal }): NamedSignal => ({
    name: "slo_required_replicas",
    namespace,
    labels: { service, scaling: policy.name },
    signal,
  })),
  ...statuses.flatMap(sloSignals),
];

function sloSignals(status: ObjectiveStatus): readonly NamedSignal[] {
  const { objective, by, windows, budget, latency } = status;
  const { namespace, service, slo } = objective;
  const labels = { ...by, service, slo };
  const named = (name: SignalName, reading: Reading<number>, further = {}): NamedSignal => ({
    name,
    namespace,
    labels: { ...labels, ...further },
    signal: toSignal(reading, status),
  });
  return [
    ...windows.map(({ window, burnRate }) => named("slo_burn_rate", burnRate, { window })),
    ...Object.entries(latency ?? NO_LATENCY).map(([quantile, reading]) =>
      named("slo_latency_seconds", reading, { quantile }),
    ),
    named("slo_error_budget_remaining_ratio", budget.left),
  ];
}

const NO_LATENCY: Readonly<Record<string, Reading<number>>> = {};

const REASONS: Readonly<Record<NoDataReason, string>> = {
  "no-traffic": "nothing happened in the window",
  stale: "the data is stale",
  insufficient: "too little of the window was observed",
  unreachable: "Prometheus gives no answer",
  invalid: "the data is no number of events",
};

function toSignal(reading: Reading<number>, { ageSeconds = 0, note, objective }: ObjectiveStatus): Signal {
  const of = `${objective.service}/${objective.slo}`;
  if (reading.kind === "value")
    return { kind: "value", value: reading.value, ageSeconds, because: `measured of ${of}` };
  return { kind: "none", because: `${of}: ${REASONS[reading.reason]}${note === undefined ? "" : `; ${note}`}` };
}
