import type { AlertKind } from "../../objective/alert-names.ts";
import type { Objective } from "../../objective/objective.ts";
import type { Matcher } from "../../promql/selector.ts";

/** Chooses the alerts of these kinds, by all the names that the objectives give them. */
export function alertsNamed(objectives: readonly Objective[], kinds: readonly AlertKind[]): Matcher {
  const names = new Set(kinds.flatMap((kind) => objectives.map(({ naming }) => naming.names[kind])));
  return { label: "alertname", operator: names.size === 1 ? "=" : "=~", value: [...names].join("|") };
}
