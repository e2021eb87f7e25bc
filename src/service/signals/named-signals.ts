import { presentBudgetLeft } from "../../core/budget/present-budget.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { NoDataReason, Reading } from "../../core/objective/reading.ts";
import { SIGNALS } from "../../core/sli/series-names.ts";
import type { Snapshot } from "../control/status-reader.ts";
import type { DecisionReader } from "./decision-log.ts";
import { madeOnce } from "./made-once.ts";
import { type ReplicasSignal, replicasSignals } from "./replicas-signals.ts";
import type { Signal } from "./signal.ts";

/** What can be read by an autoscaler, by the names under which Kubernetes knows it. */
export const SIGNAL_NAMES = Object.values(SIGNALS);

export type SignalName = (typeof SIGNAL_NAMES)[number];

export const isSignalName = (name: string): name is SignalName => SIGNAL_NAMES.some((known) => known === name);

/** One series of a signal. */
export interface NamedSignal {
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: Signal;
}

/** The signal is made when it is read, which is that of one among many. */
export const toNamedSignal = madeOnce((replicas: ReplicasSignal): NamedSignal => ({
  labels: { service: replicas.service, scaling: replicas.policy.name },
  get signal() {
    return replicas.signal;
  },
}));

const allNamed = madeOnce((replicas: readonly ReplicasSignal[]): readonly NamedSignal[] => replicas.map(toNamedSignal));

/** The signals of one name that a namespace has, fresh or not: what is not fresh says why it has no number. */
export function signalsOf(
  namespace: string,
  name: SignalName,
  snapshot: Pick<Snapshot, "statuses" | "specs">,
  decisions: DecisionReader,
): readonly NamedSignal[] {
  if (name !== "slo_required_replicas")
    return snapshot.statuses.inNamespace(namespace).flatMap((status) => sloSignals(name, status));
  return allNamed(replicasSignals(namespace, snapshot, decisions));
}

/**
 * The series that has exactly these labels, which is one at most.
 *
 * @returns undefined when nothing is known of it yet, or there is none
 */
export function signalWith(
  { namespace, metric, labels }: SeriesName,
  snapshot: Pick<Snapshot, "statuses"> | undefined,
  decisions: DecisionReader,
): Signal | undefined {
  if (metric === "slo_required_replicas") {
    const { service = "", scaling = "" } = labels;
    const offered = decisions.signalOf(service, scaling);
    return offered?.namespace === namespace ? offered.signal : undefined;
  }
  const status = snapshot?.statuses
    .ofService(labels["service"] ?? "")
    .find(
      ({ objective, by }) =>
        objective.namespace === namespace &&
        objective.slo === labels["slo"] &&
        Object.entries(by).every(([name, value]) => labels[name] === value),
    );
  if (status === undefined) return undefined;
  const wanted = Object.entries(labels);
  return sloSignals(metric, status).find((one) => wanted.every(([name, value]) => one.labels[name] === value))?.signal;
}

/** A series by its name and all of its labels. */
export interface SeriesName {
  readonly namespace: string;
  readonly metric: SignalName;
  readonly labels: Readonly<Record<string, string>>;
}

function sloSignals(
  name: Exclude<SignalName, "slo_required_replicas">,
  status: ObjectiveStatus,
): readonly NamedSignal[] {
  const { objective, by, windows, latency } = status;
  const labels = { ...by, service: objective.service, slo: objective.slo };
  const named = (reading: Reading<number>, further = {}): NamedSignal => ({
    labels: { ...labels, ...further },
    signal: toSignal(reading, status),
  });
  switch (name) {
    case "slo_burn_rate":
      return windows.map(({ window, burnRate }) => named(burnRate, { window }));
    case "slo_latency_seconds":
      return Object.entries(latency ?? NO_LATENCY).map(([quantile, reading]) => named(reading, { quantile }));
    case "slo_error_budget_remaining_ratio":
      return [named(presentBudgetLeft(status))];
  }
}

const NO_LATENCY: Readonly<Record<string, Reading<number>>> = {};

const REASONS: Readonly<Record<NoDataReason, string>> = {
  "no-traffic": "nothing happened in the window",
  stale: "the data is stale",
  insufficient: "too little of the window was observed",
  unreachable: "Prometheus gives no answer",
  invalid: "the data is no number of events",
  excluded: "what happens now does not count",
};

function toSignal(reading: Reading<number>, { ageSeconds = 0, note, objective }: ObjectiveStatus): Signal {
  const of = `${objective.service}/${objective.slo}`;
  if (reading.kind === "value")
    return { kind: "value", value: reading.value, ageSeconds, because: `measured of ${of}` };
  return { kind: "none", because: `${of}: ${REASONS[reading.reason]}${note === undefined ? "" : `; ${note}`}` };
}
