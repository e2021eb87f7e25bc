import type { Service } from "../objective/objective.ts";

/** A PrometheusRule object for the Prometheus operator, around the groups of a rule file. */
export function prometheusRule(
  service: Pick<Service, "service" | "namespace">,
  spec: { readonly groups: readonly object[] },
  options: { readonly namespace: string | undefined; readonly labels: Readonly<Record<string, string>> },
): object {
  const labels = Object.entries({ "app.kubernetes.io/managed-by": "headroom", ...options.labels }).toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: `headroom-${service.service}`,
      namespace: options.namespace ?? service.namespace,
      labels: Object.fromEntries(labels),
    },
    spec,
  };
}
