import type { Objective, Service } from "../objective/objective.ts";
import { burnAlert } from "./alerts/burn-alerts.ts";
import type { TextContext } from "./alerts/annotations.ts";
import { GROUP_INTERVALS, groupName, historyGroupName } from "../sli/groups-table.ts";
import { budgetRecordings, fastRecordings, historyRecordings, slowRecordings } from "./recording.ts";
import type { Rule, RuleGroup } from "./elements/rule.ts";
import { exhaustedAlert, missingAlert } from "./alerts/state-alerts.ts";

/**
 * Rules of one group at most.
 *
 * @see Mimir, `ruler_max_rules_per_rule_group`, 20 by default; it allows a tenant 70 groups
 */
const MOST_RULES = 20;

/**
 * The rules of one service, its objectives in the order of their names. The half-hourly recordings of all of them share
 * groups: nothing waits for them, and rulers limit groups.
 */
export function serviceGroups(
  service: Pick<Service, "service" | "objectives" | "causes">,
  dashboardUrl: string | undefined,
): readonly RuleGroup[] {
  const context: TextContext = { causes: service.causes, dashboardUrl };
  const objectives = service.objectives.toSorted((a, b) => (a.slo < b.slo ? -1 : 1));
  return [
    ...objectives.flatMap((objective) => objectiveGroups(objective, context)),
    ...historyGroups(service.service, objectives),
  ];
}

/** Alerts stand in the group whose recordings they read last, so that they see them in the same evaluation. */
function objectiveGroups(objective: Objective, context: TextContext): readonly RuleGroup[] {
  const group = (name: "fast" | "slow", rules: readonly Rule[]): RuleGroup => ({
    name: groupName(objective, name),
    interval: GROUP_INTERVALS[name],
    rules,
  });
  return [
    group("fast", [...fastRecordings(objective), ...burnAlert(objective, "page", context)]),
    group("slow", [
      ...slowRecordings(objective),
      ...budgetRecordings(objective),
      ...burnAlert(objective, "ticket", context),
      ...exhaustedAlert(objective, context),
      ...missingAlert(objective, context),
    ]),
  ];
}

function historyGroups(service: string, objectives: readonly Objective[]): readonly RuleGroup[] {
  const groups: Rule[][] = [];
  for (const rules of objectives.map(historyRecordings)) {
    const last = groups.at(-1);
    if (last !== undefined && last.length + rules.length <= MOST_RULES) last.push(...rules);
    else groups.push([...rules]);
  }
  return groups.map((rules, i) => ({
    name: historyGroupName(service, i + 1),
    interval: GROUP_INTERVALS.history,
    rules,
  }));
}
