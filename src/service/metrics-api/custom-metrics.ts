import { SIGNALS } from "../../core/sli/series-names.ts";
import type { Instant } from "../../core/units/instant.ts";
import { toNamedSignal } from "../signals/named-signals.ts";
import type { ReplicasSignal } from "../signals/replicas-signals.ts";
import type { MetricResource } from "./discovery.ts";
import { selectValue } from "./select-signal.ts";
import { failure, type StatusBody } from "./status.ts";

const METRIC = SIGNALS.requiredReplicas;

/** The kinds of workloads that autoscalers know, as the paths of the API write them. */
const WORKLOADS = [
  { resource: "deployments.apps", kind: "Deployment", apiVersion: "apps/v1" },
  { resource: "statefulsets.apps", kind: "StatefulSet", apiVersion: "apps/v1" },
  { resource: "replicasets.apps", kind: "ReplicaSet", apiVersion: "apps/v1" },
] as const;

/** What discovery tells of the group; the same whatever the specs and Prometheus say. */
export const CUSTOM_RESOURCES: readonly MetricResource[] = WORKLOADS.map(({ resource }) => ({
  name: `${resource}/${METRIC}`,
  kind: "MetricValueList",
  verbs: ["get"],
}));

export interface MetricValueList {
  readonly kind: "MetricValueList";
  /** Group and version, as they were asked for. */
  readonly apiVersion: string;
  readonly metadata: Readonly<Record<string, never>>;
  readonly items: readonly [
    {
      readonly describedObject: {
        readonly kind: string;
        readonly namespace: string;
        readonly name: string;
        readonly apiVersion: string;
      };
      readonly metric: { readonly name: string; readonly selector: null };
      readonly timestamp: string;
      readonly value: string;
    },
  ];
}

export interface CustomQuestion {
  readonly groupVersion: string;
  readonly namespace: string;
  /** `deployments.apps` */
  readonly resource: string;
  readonly name: string;
  readonly metric: string;
  readonly labelSelector: string;
}

/**
 * The required replicas of one workload, read at the workload itself.
 *
 * @param known - those of the namespace: who may read it is told by the namespace of the spec, and a workload of another
 *   one has its signal there alone
 */
export function answerCustom(
  { groupVersion, namespace, resource, name, metric, labelSelector }: CustomQuestion,
  known: readonly ReplicasSignal[],
  now: Instant,
): MetricValueList | StatusBody {
  const workload = WORKLOADS.find((one) => one.resource === resource);
  if (workload === undefined)
    return failure("NotFound", `there are no metrics of ${resource}; there are of ${resources()}`);
  if (metric !== METRIC) return failure("NotFound", `there is no metric ${metric} of a workload; there is ${METRIC}`);
  const { kind, apiVersion } = workload;
  const signals = known
    .filter(({ policy: { target } }) => target.namespace === namespace && target.kind === kind && target.name === name)
    .map(toNamedSignal);
  const owner = `${kind} ${namespace}/${name}`;
  const found = selectValue({ metric, labelSelector, owner, now }, signals);
  if (found.kind === "Status") return found;
  const { timestamp, value } = found;
  return {
    kind: "MetricValueList",
    apiVersion: groupVersion,
    metadata: {},
    items: [
      {
        describedObject: { kind, namespace, name, apiVersion },
        metric: { name: metric, selector: null },
        timestamp,
        value,
      },
    ],
  };
}

const resources = (): string => WORKLOADS.map(({ resource }) => resource).join(", ");
