import type { Service } from "../../core/objective/objective.ts";
import { printExpression } from "../../core/promql/print.ts";
import { type GroupState, groupNames, lastFiredQuery, ruleStates } from "../../core/rules/rule-states.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { LookedAt } from "../ports/prometheus.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

/** How the rules of a service stand in its Prometheus. */
export interface RuleStates {
  /** By our clock. */
  readonly askedAt: Instant;
  readonly groups: readonly GroupState[];
  /** Why nobody knows what is loaded; undefined where Prometheus told. */
  readonly problem: string | undefined;
  /** Why nobody knows when alerts fired. */
  readonly firedProblem: string | undefined;
}

interface Asking {
  /** Undefined where the settings know none of its name. */
  readonly source: { readonly prometheus: LookedAt; readonly line: OneAtATime } | undefined;
  readonly askedAt: Instant;
  /** What is said where too many wait. */
  readonly busy: string;
}

/** Asks for the rules of a service, and when its alerts fired last. */
export async function fetchRuleStates(service: Service, { source, askedAt, busy }: Asking): Promise<RuleStates> {
  const unknown = (problem: string): RuleStates => ({
    askedAt,
    groups: ruleStates(service, [], []),
    problem,
    firedProblem: problem,
  });
  if (source === undefined) return unknown(`the settings name no source ${service.source}`);
  const { prometheus, line } = source;
  const told = await line.take(async () => {
    const groups = await prometheus.groups(groupNames(service));
    if (groups.kind === "failed") return { groups, fired: groups };
    const now = await prometheus.serverTime();
    const query = printExpression(lastFiredQuery(service));
    return { groups, fired: now.kind === "failed" ? now : await prometheus.instant(query, now.value) };
  });
  if (told === undefined) return unknown(busy);
  const { groups, fired } = told;
  return {
    askedAt,
    groups: ruleStates(
      service,
      groups.kind === "answered" ? groups.value : [],
      fired.kind === "answered" ? [...fired.value] : [],
    ),
    problem: groups.kind === "failed" ? groups.message : undefined,
    firedProblem: fired.kind === "failed" ? fired.message : undefined,
  };
}
