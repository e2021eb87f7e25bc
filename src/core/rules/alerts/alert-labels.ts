import type { Severity } from "../../objective/alert-policy.ts";
import type { Objective } from "../../objective/objective.ts";
import { identity } from "../elements/recorded.ts";
import { text, type Text } from "../elements/text.ts";

/** Labels of every alert of an objective; those of the spec never replace ours. */
export function alertLabels(objective: Objective, severity: Severity, tier?: string): Readonly<Record<string, Text>> {
  const { labels, owner, namespace, hasNamespace, naming } = objective;
  const all = {
    ...labels,
    ...naming.labels[severity],
    ...(owner === undefined ? {} : { owner }),
    ...(hasNamespace ? { namespace } : {}),
    ...identity(objective),
    severity: naming.severities[severity],
    ...(tier === undefined ? {} : { tier }),
  };
  return Object.fromEntries(Object.entries(all).map(([label, value]) => [label, text`${value}`]));
}
