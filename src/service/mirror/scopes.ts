import { type ScalingPolicy, WORKLOAD_KINDS, type WorkloadKind } from "../../core/objective/scaling-policy.ts";
import type { WorkloadScope } from "../ports/workloads.ts";

export type Target = ScalingPolicy["target"];

/** Each namespace is a connection of its own, so beyond so many a kind is followed in the whole cluster at once. */
const MOST_NAMESPACES = 20;

/** The workloads that have to be followed, so that those of all targets are among them. */
export function scopesOf(targets: readonly Target[]): readonly WorkloadScope[] {
  return WORKLOAD_KINDS.flatMap((kind): readonly WorkloadScope[] => {
    const of = targets.filter((target) => target.kind === kind).map(({ namespace }) => namespace);
    const namespaces = [...new Set(of)].toSorted();
    if (namespaces.length > MOST_NAMESPACES) return [{ kind, namespace: undefined }];
    return namespaces.map((namespace) => ({ kind, namespace }));
  });
}

/** The kind of a target, if a cluster tells about it. */
export const followedKind = ({ kind }: Target): WorkloadKind | undefined => WORKLOAD_KINDS.find((one) => one === kind);

/** `the Deployments of shop`, `the cluster's Deployments` */
export const printScope = ({ kind, namespace }: WorkloadScope): string =>
  namespace === undefined ? `the cluster's ${kind}s` : `the ${kind}s of ${namespace}`;
