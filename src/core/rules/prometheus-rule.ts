import { printYaml } from "../documents/print-yaml.ts";
import type { Service } from "../objective/objective.ts";

/**
 * The Prometheus operator refuses an object whose groups take more than 512 KiB, and with it all rules of that
 * Prometheus. It prints them in its own way, so a quarter is left over.
 *
 * @see prometheus-operator, `maxConfigMapDataSize`
 */
const MOST_BYTES = 384 * 1024;

/** The groups of a service in parts, each of which fits into one object. */
export function objectParts<Group extends object>(groups: readonly Group[]): readonly (readonly Group[])[] {
  const parts: { readonly groups: Group[]; bytes: number }[] = [];
  for (const group of groups) {
    const text = printYaml({ spec: { groups: [group] } }, []);
    // What is not ASCII takes three bytes at most.
    const bytes = text.length + 2 * (text.match(/[^ -~\n]/g)?.length ?? 0);
    const last = parts.at(-1);
    if (last === undefined || last.bytes + bytes > MOST_BYTES) parts.push({ groups: [group], bytes });
    else {
      last.groups.push(group);
      last.bytes += bytes;
    }
  }
  return parts.map((part) => part.groups);
}

/**
 * What comes behind a service's name where its rules need several objects, of which `part` counts from 1; names of
 * services have no dots.
 */
export const partSuffix = (part: number): string => (part === 1 ? "" : `.${part}`);

/**
 * A PrometheusRule object for the Prometheus operator, around the groups of a rule file.
 *
 * @param part - which of several objects of the service it is, from 1
 */
export function prometheusRule(
  service: Pick<Service, "service" | "namespace">,
  spec: { readonly groups: readonly object[] },
  options: { readonly namespace: string | undefined; readonly labels: Readonly<Record<string, string>> },
  part: number,
): object {
  const labels = Object.entries({ "app.kubernetes.io/managed-by": "headroom", ...options.labels }).toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: `headroom-${service.service}${partSuffix(part)}`,
      namespace: options.namespace ?? service.namespace,
      labels: Object.fromEntries(labels),
    },
    spec,
  };
}
