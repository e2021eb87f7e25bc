import type { Severity } from "../objective/alert-policy.ts";
import type { Objective } from "../objective/objective.ts";
import { identity } from "./recorded.ts";
import { literal } from "./template.ts";

/** How soon a burn is noticed; Alertmanager silences the slow one under the fast one. */
export const TIERS: Readonly<Record<Severity, "fast" | "slow">> = { page: "fast", ticket: "slow" };

/** Labels of every alert of an objective; those of the spec never replace ours. */
export function alertLabels(objective: Objective, severity: Severity): Readonly<Record<string, string>> {
  const authors = Object.entries({ ...objective.labels, ...(objective.owner === undefined ? {} : { owner: objective.owner }) });
  return {
    ...Object.fromEntries(authors.map(([label, value]) => [label, literal(value)])),
    namespace: objective.namespace,
    ...identity(objective),
    severity,
  };
}
