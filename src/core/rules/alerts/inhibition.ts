import { ALERT_NAMES } from "../../objective/alert-names.ts";
import type { Objective } from "../../objective/objective.ts";
import { SERVICE_LABEL, SLO_LABEL } from "../../sli/series-names.ts";

/**
 * What Alertmanager silences while something more urgent about the same objective fires. Labels that both alerts
 * lack count as equal, so the `by` labels of all objectives may stand in one list.
 */
export function inhibitRules(objectives: readonly Pick<Objective, "by">[]): {
  readonly inhibit_rules: readonly object[];
} {
  const groups = [...new Set(objectives.flatMap(({ by }) => by))].toSorted();
  const equal = ["namespace", SERVICE_LABEL, SLO_LABEL, ...groups];
  const page = [`alertname="${ALERT_NAMES.burn}"`, 'tier="fast"'];
  return {
    inhibit_rules: [
      { source_matchers: page, target_matchers: [`alertname="${ALERT_NAMES.burn}"`, 'tier="slow"'], equal },
      { source_matchers: page, target_matchers: [`alertname="${ALERT_NAMES.exhausted}"`], equal },
    ],
  };
}
