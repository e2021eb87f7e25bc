import type { DecisionView } from "../../service/http/views/decision-view.ts";

/** Commands that tell what the cluster has and what its autoscalers are told of a workload. */
export function kubectlChecks({ workload, service, scaling, mode }: DecisionView): string {
  const [namespace = "", kind = "", name = ""] = workload.split("/");
  const labels = `service=${service},scaling=${scaling}`;
  const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/slo_required_replicas`;
  const raw = `${path}?labelSelector=${encodeURIComponent(labels)}`;
  return [
    `kubectl get --namespace ${quoted(namespace)} ${quoted(`${kind.toLowerCase()}/${name}`)}`,
    `kubectl get --namespace ${quoted(namespace)} hpa`,
    // What is only recommended is offered to nobody.
    ...(mode === "publish" ? [`kubectl get --namespace ${quoted(namespace)} --raw ${quoted(raw)}`] : []),
  ].join("\n");
}

/** A word of a shell that means itself, whatever it is made of. */
const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
