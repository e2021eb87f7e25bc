import type { Service } from "../../objective/objective.ts";
import { aggregate, binary, call, type Expression, number, range } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import {
  GROUP_INTERVALS,
  type GroupKind,
  groupsPattern,
  OWN_GROUPS,
  type SharedGroup,
} from "../../sli/groups-table.ts";
import { minutes, seconds, type Seconds } from "../../units/seconds.ts";
import type { AlertingRule } from "../elements/rule.ts";
import { serviceAlertLabels } from "./alert-labels.ts";
import { evaluationAnnotations } from "./annotations.ts";

/** What is known of a service whose rules are watched. */
export type WatchedService = Pick<
  Service,
  "service" | "namespace" | "hasNamespace" | "owner" | "labels" | "runbook" | "naming"
>;

/** What Prometheus counts of its own rule groups, where somebody scrapes it: evaluations that it left out. */
export const MISSED = "prometheus_rule_group_iterations_missed_total";
/** Its other counter, of evaluations that came to nothing. */
export const FAILED = "prometheus_rule_evaluation_failures_total";

/** The label of both that names the group: `<file>;<group>`. */
export const GROUP_LABEL = "rule_group";
const ANY_FILE = ".*;";

/** What happens again and again happens within so long in groups that are evaluated every few minutes. */
const LATELY = minutes(10);

/**
 * Longer than {@link LATELY}: what goes on for no more than the difference between the two is told to nobody, such as
 * the slow first evaluations after a restart, or a computer that slept.
 */
const GOES_ON_FOR = minutes(15);

/** Failures at each evaluation are seen all the time within so many intervals of a group. */
const INTERVALS_SEEN = 2;

/**
 * Rules of the service are evaluated late, or fail: nobody is paged by what is not evaluated. One alert for all of its
 * groups; it says nothing where the counters are missing, as in a Prometheus that nobody scrapes.
 *
 * @param shared - the kinds of groups that the service has besides those of each objective
 */
export function evaluationAlert(
  service: WatchedService,
  shared: readonly SharedGroup[],
  dashboardUrl: string | undefined,
): AlertingRule {
  const troubled = troubledGroups(service.service, shared);
  return {
    kind: "alert",
    alert: service.naming.names.noEvaluation,
    expr: aggregate("count", [], troubled),
    waitFor: GOES_ON_FOR,
    keepFiringFor: undefined,
    labels: serviceAlertLabels(service, "ticket"),
    annotations: evaluationAnnotations(service, printExpression(troubled), dashboardUrl),
  };
}

/** The groups by name, with how many evaluations each has missed, or failed where it missed none. */
function troubledGroups(service: string, shared: readonly SharedGroup[]): Expression {
  const increases = (metric: string, kinds: readonly GroupKind[], within: Seconds): Expression => {
    const value = `${ANY_FILE}${groupsPattern(service, kinds)}`;
    return call("increase", range({ metric, matchers: [{ label: GROUP_LABEL, operator: "=~", value }] }, within));
  };
  // Groups of half an hour and more are in time: Prometheus gives up each of their queries after minutes.
  const missed = increases(MISSED, OWN_GROUPS, LATELY);
  const failed = [
    increases(FAILED, OWN_GROUPS, LATELY),
    ...shared.map((group) => increases(FAILED, [group], seconds(INTERVALS_SEEN * GROUP_INTERVALS[group]))),
  ].reduce((left, right) => binary(left, "or", right));
  return binary(any(missed), "or", any(failed));
}

/** Of several servers that watch each other, and whatever else Prometheus tells apart, by group. */
const any = (increases: Expression): Expression => binary(aggregate("sum", [GROUP_LABEL], increases), ">", number(0));
