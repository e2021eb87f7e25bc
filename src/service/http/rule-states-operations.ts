import type { GroupState, RuleState } from "../../core/rules/rule-states.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { RuleStates } from "../lookups/rule-states.ts";
import { json } from "./content.ts";
import { findService } from "./found-slo.ts";
import { operation } from "./operation.ts";
import { segment } from "./path-parameters.ts";
import { type RuleStatesView, type RuleStateView, ruleStatesView } from "./views/rule-views.ts";

export const RULE_STATES_OPERATIONS = [
  operation({
    path: "/api/v1/rule-states/{service}",
    says: "How the generated rules of a service stand in its Prometheus, which is asked for it, at most every half a minute.",
    inPath: { service: segment("name of the service") },
    inQuery: {},
    answers: json(ruleStatesView),
    answer: async ({ snapshot, lookups, path }) => {
      const service = findService(snapshot, path.service);
      return { service: service.service, source: service.source, ...toView(await lookups.ruleStates(service)) };
    },
  }),
];

const toView = ({
  askedAt,
  groups,
  problem,
  firedProblem,
}: RuleStates): Omit<RuleStatesView, "service" | "source"> => ({
  askedAt: new Date(askedAt).toISOString(),
  problem: problem ?? null,
  firedProblem: firedProblem ?? null,
  groups: groups.map((group) => toGroupView(group, problem === undefined)),
});

const toGroupView = (
  { name, intervalSeconds, told, rules }: GroupState,
  isKnown: boolean,
): RuleStatesView["groups"][number] => ({
  name,
  intervalSeconds,
  lastEvaluation: momentOrNull(told?.lastEvaluation),
  evaluationSeconds: told?.evaluationSeconds ?? null,
  rules: rules.map((rule) => toRuleView(rule, isKnown)),
});

const toRuleView = ({ kind, name, labels, told, lastFired }: RuleState, isKnown: boolean): RuleStateView => ({
  kind,
  name,
  labels: { ...labels },
  loaded: isKnown ? told !== undefined : null,
  health: told?.health ?? null,
  lastError: told?.lastError ?? null,
  lastEvaluation: momentOrNull(told?.lastEvaluation),
  evaluationSeconds: told?.evaluationSeconds ?? null,
  state: told?.state ?? null,
  firing: told?.firing ?? 0,
  lastFired: momentOrNull(lastFired),
});

const momentOrNull = (at: Instant | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
