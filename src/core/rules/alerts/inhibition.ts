import type { AlertKind } from "../../objective/alert-names.ts";
import type { Objective } from "../../objective/objective.ts";
import { SERVICE_LABEL, SLO_LABEL } from "../../sli/series-names.ts";

type NamedObjective = Pick<Objective, "by" | "naming">;

/**
 * What Alertmanager silences while something more urgent about the same objective fires. Labels that both alerts
 * lack count as equal, so the `by` labels of all objectives may stand in one list.
 */
export function inhibitRules(objectives: readonly NamedObjective[]): {
  readonly inhibit_rules: readonly object[];
} {
  const groups = [...new Set(objectives.flatMap(({ by }) => by))].toSorted();
  const equal = ["namespace", SERVICE_LABEL, SLO_LABEL, ...groups];
  const burn = alertsOf("burn", objectives);
  const page = [burn, 'tier="fast"'];
  return {
    inhibit_rules: [
      { source_matchers: page, target_matchers: [burn, 'tier="slow"'], equal },
      { source_matchers: page, target_matchers: [alertsOf("exhausted", objectives)], equal },
    ],
  };
}

/** Alerts of one kind, by all the names that they go by. */
function alertsOf(kind: AlertKind, objectives: readonly NamedObjective[]): string {
  const names = [...new Set(objectives.map(({ naming }) => naming.names[kind]))].toSorted();
  return names.length === 1 ? `alertname="${names.join()}"` : `alertname=~"${names.join("|")}"`;
}
