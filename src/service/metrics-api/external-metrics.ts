import type { Instant } from "../../core/units/instant.ts";
import { isSignalName, type NamedSignal, SIGNAL_NAMES, type SignalName } from "../signals/named-signals.ts";
import { parseLabelSelector } from "./label-selector.ts";
import { failure, type StatusBody } from "./status.ts";

export const EXTERNAL_GROUP_VERSION = "external.metrics.k8s.io/v1beta1";

/** The resources of the group, as discovery tells them. */
export const resourceList = () => ({
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

export interface ValueList {
  readonly kind: "ExternalMetricValueList";
  readonly apiVersion: typeof EXTERNAL_GROUP_VERSION;
  readonly metadata: Readonly<Record<string, never>>;
  /** Exactly one: an autoscaler would add several up. */
  readonly items: readonly [ExternalMetricValue];
}

interface ExternalMetricValue {
  readonly metricName: string;
  readonly metricLabels: Readonly<Record<string, string>>;
  readonly timestamp: string;
  /** A quantity in thousandths. */
  readonly value: string;
}

export interface MetricQuestion {
  readonly namespace: string;
  readonly metric: string;
  readonly labelSelector: string;
}

/** How many of several a message names. */
const NAMED = 5;

/**
 * The one fresh value that a selector means, or why there is none.
 *
 * @param signalsFor - the series of the namespace
 */
export function answerMetric(
  { namespace, metric, labelSelector }: MetricQuestion,
  signalsFor: (name: SignalName) => readonly NamedSignal[],
  now: Instant,
): ValueList | StatusBody {
  if (!isSignalName(metric))
    return failure("NotFound", `there is no metric ${metric}; there are ${SIGNAL_NAMES.join(", ")}`);
  const selector = parseLabelSelector(labelSelector);
  if (!selector.ok) return failure("BadRequest", selector.problem);
  const ofNamespace = signalsFor(metric);
  const found = ofNamespace.filter(({ labels }) => selector.matches(labels));
  const [only, second] = found;
  if (only === undefined)
    return failure(
      "NotFound",
      `no ${metric} of namespace ${namespace} matches ${shownSelector(labelSelector)}; ${alternatives(ofNamespace)}`,
    );
  if (second !== undefined)
    return failure(
      "BadRequest",
      `${found.length} series of ${metric} match ${shownSelector(labelSelector)}, and would be added up; ${alternatives(found)}`,
    );
  const { signal, labels } = only;
  if (signal.kind === "none") return failure("ServiceUnavailable", `${metric} has no fresh value: ${signal.because}`);
  return {
    kind: "ExternalMetricValueList",
    apiVersion: EXTERNAL_GROUP_VERSION,
    metadata: {},
    items: [
      {
        metricName: metric,
        metricLabels: labels,
        timestamp: `${new Date(now - signal.ageSeconds * 1000).toISOString().slice(0, 19)}Z`,
        value: toQuantity(signal.value),
      },
    ],
  };
}

/** Thousandths, rounded up: to the safe side for replicas and burn rates alike. */
export const toQuantity = (value: number): string => `${Math.ceil(Number((value * 1000).toPrecision(12)))}m`;

const shownSelector = (text: string): string => (text === "" ? "an empty selector" : text);

function alternatives(signals: readonly NamedSignal[]): string {
  if (signals.length === 0) return "the namespace has none";
  const shown = signals.slice(0, NAMED).map(({ labels }) =>
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(","),
  );
  return `there are ${shown.join("; ")}${signals.length > NAMED ? ` and ${signals.length - NAMED} more` : ""}`;
}
