import type { Instant } from "../../core/units/instant.ts";
import { isSignalName, type NamedSignal, SIGNAL_NAMES, type SignalName } from "../signals/named-signals.ts";
import type { MetricResource } from "./discovery.ts";
import { selectValue } from "./select-signal.ts";
import { failure, type StatusBody } from "./status.ts";

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

/** @param signalsFor - the series of the namespace */
export function answerExternal(
  { groupVersion, namespace, metric, labelSelector }: ExternalQuestion,
  signalsFor: (name: SignalName) => readonly NamedSignal[],
  now: Instant,
): ExternalMetricValueList | StatusBody {
  if (!isSignalName(metric))
    return failure("NotFound", `there is no metric ${metric}; there are ${SIGNAL_NAMES.join(", ")}`);
  const found = selectValue({ metric, labelSelector, owner: `namespace ${namespace}`, now }, signalsFor(metric));
  if (found.kind === "Status") return found;
  const { labels, timestamp, value } = found;
  return {
    kind: "ExternalMetricValueList",
    apiVersion: groupVersion,
    metadata: {},
    items: [{ metricName: metric, metricLabels: labels, timestamp, value }],
  };
}
