import type { Severity } from "../../objective/alert-policy.ts";
import type { Objective, Service } from "../../objective/objective.ts";
import { SERVICE_LABEL } from "../../sli/series-names.ts";
import { identity } from "../elements/recorded.ts";
import { text, type Text } from "../elements/text.ts";

/** Labels of every alert of an objective; those of the spec never replace ours. */
export const alertLabels = (objective: Objective, severity: Severity, tier?: string): Labels =>
  labelsOf(objective, { ...identity(objective), severity, ...(tier === undefined ? {} : { tier }) });

/** Labels of an alert that is about a service as a whole. */
export const serviceAlertLabels = (service: Labelled & Pick<Service, "service">, severity: Severity): Labels =>
  labelsOf(service, { [SERVICE_LABEL]: service.service, severity });

type Labels = Readonly<Record<string, Text>>;
type Labelled = Pick<Service, "labels" | "owner" | "namespace" | "hasNamespace" | "naming">;

function labelsOf(
  { labels, owner, namespace, hasNamespace, naming }: Labelled,
  own: Readonly<Record<string, string>> & { readonly severity: Severity },
): Labels {
  const all = {
    ...labels,
    ...naming.labels[own.severity],
    ...(owner === undefined ? {} : { owner }),
    ...(hasNamespace ? { namespace } : {}),
    ...own,
    severity: naming.severities[own.severity],
  };
  return Object.fromEntries(Object.entries(all).map(([label, value]) => [label, text`${value}`]));
}
