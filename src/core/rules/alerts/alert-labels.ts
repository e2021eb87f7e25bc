import type { Severity } from "../../objective/alert-policy.ts";
import type { Objective } from "../../objective/objective.ts";
import { identity } from "../elements/recorded.ts";
import { text, type Text } from "../elements/text.ts";

/** How soon a burn is noticed; Alertmanager silences the slow one under the fast one. */
export const TIERS: Readonly<Record<Severity, "fast" | "slow">> = { page: "fast", ticket: "slow" };

/** Labels of every alert of an objective; those of the spec never replace ours. */
export function alertLabels(objective: Objective, severity: Severity, tier?: string): Readonly<Record<string, Text>> {
  const { labels, owner, namespace } = objective;
  const all = {
    ...labels,
    ...(owner === undefined ? {} : { owner }),
    namespace,
    ...identity(objective),
    severity,
    ...(tier === undefined ? {} : { tier }),
  };
  return Object.fromEntries(Object.entries(all).map(([label, value]) => [label, text`${value}`]));
}
