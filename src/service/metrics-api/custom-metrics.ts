import { SIGNALS } from "../../core/sli/series-names.ts";
import type { Instant } from "../../core/units/instant.ts";
import { toNamedSignal } from "../signals/named-signals.ts";
import type { ReplicasSignal } from "../signals/replicas-signals.ts";
import type { MetricResource } from "./discovery.ts";
import { madeOnce } from "../signals/made-once.ts";
import { type SelectedValue, selectsValue } from "./select-signal.ts";
import { always, failure, type StatusBody } from "./status.ts";

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
 * Answers with the required replicas of one workload, read at the workload itself: the same answer is the same object.
 * It is given those of the namespace: who may read it is told by the namespace of the spec, and a workload of another
 * one has its signal there alone.
 */
export function customAnswers({
  groupVersion,
  namespace,
  resource,
  name,
  metric,
  labelSelector,
}: CustomQuestion): (known: readonly ReplicasSignal[], now: Instant) => MetricValueList | StatusBody {
  const workload = WORKLOADS.find((one) => one.resource === resource);
  if (workload === undefined)
    return always(failure("NotFound", `there are no metrics of ${resource}; there are of ${RESOURCES}`));
  if (metric !== METRIC)
    return always(failure("NotFound", `there is no metric ${metric} of a workload; there is ${METRIC}`));
  const { kind, apiVersion } = workload;
  const describedObject = { kind, namespace, name, apiVersion };
  const listOf = madeOnce(({ timestamp, value }: SelectedValue): MetricValueList => ({
    kind: "MetricValueList",
    apiVersion: groupVersion,
    metadata: {},
    items: [{ describedObject, metric: { name: metric, selector: null }, timestamp, value }],
  }));
  const valueOf = selectsValue({ metric, labelSelector, owner: `${kind} ${namespace}/${name}` });
  const scaling = madeOnce((known: readonly ReplicasSignal[]) =>
    known
      .filter(
        ({ policy: { target } }) => target.namespace === namespace && target.kind === kind && target.name === name,
      )
      .map(toNamedSignal),
  );
  return (known, now) => {
    const found = valueOf(scaling(known), now);
    return found.kind === "Status" ? found : listOf(found);
  };
}

const RESOURCES = WORKLOADS.map(({ resource }) => resource).join(", ");
