import type { Instant } from "../../core/units/instant.ts";
import { isSignalName, type NamedSignal, SIGNAL_NAMES, type SignalName } from "../signals/named-signals.ts";
import type { MetricResource } from "./discovery.ts";
import { madeOnce } from "../signals/made-once.ts";
import { type SelectedValue, selectsValue } from "./select-signal.ts";
import { always, failure, type StatusBody } from "./status.ts";

/** What discovery tells of the group; the same whatever the specs and Prometheus say. */
export const EXTERNAL_RESOURCES: readonly MetricResource[] = SIGNAL_NAMES.map((name) => ({
  name,
  kind: "ExternalMetricValueList",
  verbs: ["get", "list"],
}));

export interface ExternalMetricValueList {
  readonly kind: "ExternalMetricValueList";
  /** Group and version, as they were asked for. */
  readonly apiVersion: string;
  readonly metadata: Readonly<Record<string, never>>;
  readonly items: readonly [
    {
      readonly metricName: string;
      readonly metricLabels: Readonly<Record<string, string>>;
      readonly timestamp: string;
      readonly value: string;
    },
  ];
}

export interface ExternalQuestion {
  readonly groupVersion: string;
  readonly namespace: string;
  readonly metric: string;
  readonly labelSelector: string;
}

/** Answers one question again and again: the same answer is the same object. */
export function externalAnswers({
  groupVersion,
  namespace,
  metric,
  labelSelector,
}: ExternalQuestion): (
  signalsFor: (namespace: string, name: SignalName) => readonly NamedSignal[],
  now: Instant,
) => ExternalMetricValueList | StatusBody {
  if (!isSignalName(metric))
    return always(failure("NotFound", `there is no metric ${metric}; there are ${SIGNAL_NAMES.join(", ")}`));
  const listOf = madeOnce(({ labels, timestamp, value }: SelectedValue): ExternalMetricValueList => ({
    kind: "ExternalMetricValueList",
    apiVersion: groupVersion,
    metadata: {},
    items: [{ metricName: metric, metricLabels: labels, timestamp, value }],
  }));
  const valueOf = selectsValue({ metric, labelSelector, owner: `namespace ${namespace}` });
  return (signalsFor, now) => {
    const found = valueOf(signalsFor(namespace, metric), now);
    return found.kind === "Status" ? found : listOf(found);
  };
}
