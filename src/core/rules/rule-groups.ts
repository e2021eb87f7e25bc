import type { Objective, Service } from "../objective/objective.ts";
import { burnAlert } from "./alerts/burn-alerts.ts";
import type { TextContext } from "./alerts/annotations.ts";
import { GROUP_INTERVALS, groupName, type GroupName } from "../sli/groups-table.ts";
import { budgetRecordings, fastRecordings, historyRecordings, slowRecordings } from "./recording.ts";
import type { Rule, RuleGroup } from "./elements/rule.ts";
import { exhaustedAlert, missingAlert } from "./alerts/state-alerts.ts";

/** The rules of one service, its objectives in the order of their names. */
export function serviceGroups(
  service: Pick<Service, "objectives" | "causes">,
  dashboardUrl: string | undefined,
): readonly RuleGroup[] {
  const context: TextContext = { causes: service.causes, dashboardUrl };
  return service.objectives
    .toSorted((a, b) => (a.slo < b.slo ? -1 : 1))
    .flatMap((objective) => objectiveGroups(objective, context));
}

/** Alerts stand in the group whose recordings they read last, so that they see them in the same evaluation. */
function objectiveGroups(objective: Objective, context: TextContext): readonly RuleGroup[] {
  const group = (name: GroupName, rules: readonly Rule[]): RuleGroup => ({
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
    group("history", historyRecordings(objective)),
  ];
}
