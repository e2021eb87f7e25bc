import type { Objective, Service } from "../objective/objective.ts";
import { burnAlert } from "./alerts/burn-alerts.ts";
import { gapRecordings } from "./alerts/gap-burn.ts";
import type { TextContext } from "./alerts/annotations.ts";
import { evaluationAlert, type WatchedService } from "./alerts/evaluation-alert.ts";
import {
  GROUP_INTERVALS,
  groupName,
  SHARED_GROUPS,
  type SharedGroup,
  sharedGroupName,
  watchGroupName,
} from "../sli/groups-table.ts";
import { budgetRecordings, fastRecordings, sharedRecordings, slowRecordings } from "./recording.ts";
import type { Rule, RuleGroup } from "./elements/rule.ts";
import { exhaustedAlert, missingAlert } from "./alerts/state-alerts.ts";

/**
 * Rules of one group at most.
 *
 * @see Mimir, `ruler_max_rules_per_rule_group`, 20 by default; it allows a tenant 70 groups
 */
const MOST_RULES = 20;

/**
 * The rules of one service, its objectives in the order of their names. The half-hourly recordings and slower ones
 * of all of them share groups: nothing waits for them, and rulers limit groups.
 */
export function serviceGroups(
  service: WatchedService & Pick<Service, "objectives" | "causes">,
  dashboardUrl: string | undefined,
): readonly RuleGroup[] {
  const context: TextContext = { causes: service.causes, dashboardUrl };
  const objectives = service.objectives.toSorted((a, b) => (a.slo < b.slo ? -1 : 1));
  const shared = SHARED_GROUPS.map((kind) => ({ kind, groups: sharedGroups(service.service, objectives, kind) }));
  const kinds = shared.filter(({ groups }) => groups.length > 0).map(({ kind }) => kind);
  return [
    ...objectives.flatMap((objective) => objectiveGroups(objective, context)),
    ...shared.flatMap(({ groups }) => groups),
    // By itself, so that it is in time when the others are not.
    {
      name: watchGroupName(service.service),
      interval: GROUP_INTERVALS.watch,
      rules: [evaluationAlert(service, kinds, dashboardUrl)],
    },
  ];
}

/** Alerts stand in the group whose recordings they read last, so that they see them in the same evaluation. */
function objectiveGroups(objective: Objective, context: TextContext): readonly RuleGroup[] {
  const slow = [
    ...slowRecordings(objective),
    ...gapRecordings(objective),
    ...budgetRecordings(objective),
    ...burnAlert(objective, "ticket", context),
    ...exhaustedAlert(objective, context),
    ...missingAlert(objective, context),
  ];
  return [
    {
      name: groupName(objective, "fast", 1),
      interval: GROUP_INTERVALS.fast,
      rules: [...fastRecordings(objective), ...burnAlert(objective, "page", context)],
    },
    // Only burn windows of an author's own make more than one of it.
    ...inGroups(slow.map((rule) => [rule])).map((rules, i) => ({
      name: groupName(objective, "slow", i + 1),
      interval: GROUP_INTERVALS.slow,
      rules,
    })),
  ];
}

function sharedGroups(service: string, objectives: readonly Objective[], group: SharedGroup): readonly RuleGroup[] {
  const recordings = objectives.map((objective) => sharedRecordings(objective, group));
  return inGroups(recordings).map((rules, i) => ({
    name: sharedGroupName(service, group, i + 1),
    interval: GROUP_INTERVALS[group],
    rules,
  }));
}

/** Lists of rules one after the other, in as few groups as hold them; each stays together. */
function inGroups(lists: readonly (readonly Rule[])[]): readonly (readonly Rule[])[] {
  const groups: Rule[][] = [];
  for (const rules of lists) {
    const last = groups.at(-1);
    if (last !== undefined && last.length + rules.length <= MOST_RULES) last.push(...rules);
    else if (rules.length > 0) groups.push([...rules]);
  }
  return groups;
}
