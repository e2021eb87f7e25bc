import type { Instant } from "../../core/units/instant.ts";
import { isSignalName, type NamedSignal, SIGNAL_NAMES, type SignalName } from "../signals/named-signals.ts";
import { selectValue } from "./select-signal.ts";
import { failure, type StatusBody } from "./status.ts";

export const EXTERNAL_GROUP_VERSION = "external.metrics.k8s.io/v1beta1";

/** The resources of the group, as discovery tells them. */
export const externalResources = () => ({
  kind: "APIResourceList" as const,
  apiVersion: "v1" as const,
  groupVersion: EXTERNAL_GROUP_VERSION,
  resources: SIGNAL_NAMES.map((name) => ({
    name,
    singularName: "",
    namespaced: true,
    kind: "ExternalMetricValueList",
    verbs: ["get", "list"],
  })),
});

export interface ExternalMetricValueList {
  readonly kind: "ExternalMetricValueList";
  readonly apiVersion: typeof EXTERNAL_GROUP_VERSION;
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
  readonly namespace: string;
  readonly metric: string;
  readonly labelSelector: string;
}

/** @param signalsFor - the series of the namespace */
export function answerExternal(
  { namespace, metric, labelSelector }: ExternalQuestion,
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
    apiVersion: EXTERNAL_GROUP_VERSION,
    metadata: {},
    items: [{ metricName: metric, metricLabels: labels, timestamp, value }],
  };
}
