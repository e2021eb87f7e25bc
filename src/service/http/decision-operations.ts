import type { Reading } from "../../core/objective/reading.ts";
import type { Estimate, Verdict } from "../../core/scaling/decision/decision.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import { capacityOf } from "../../core/scaling/decision/capacity-of.ts";
import { learnedWords } from "../../core/scaling/decision/learned.ts";
import type { Observation, Replicas } from "../../core/scaling/decision/observation.ts";
import { type Instant, secondsBetween } from "../../core/units/instant.ts";
import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";
import type { OfferedDecision } from "../signals/decision-log.ts";
import { json } from "./content.ts";
import { operation } from "./operation.ts";
import { countUpTo, parseInstant, refuseFuture } from "./parameter-values.ts";
import { segment } from "./path-parameters.ts";
import { RequestProblem } from "./problem.ts";
import { single } from "./query-parameters.ts";
import { decisionsView, type DecisionView, pastDecisionsView } from "./views/decision-view.ts";

const MOST = 960;

export const DECISION_OPERATIONS = [
  operation({
    path: "/api/v1/decisions",
    says: "How many replicas each workload needs now, and why; or why nobody may say.",
    inPath: {},
    inQuery: {},
    answers: json(decisionsView),
    answer: ({ decisions }) => ({ items: decisions.offered().map(toPresentView) }),
  }),
  operation({
    path: "/api/v1/decisions/{service}/{scaling}",
    says: "What was decided for one workload, newest first.",
    inPath: { service: segment("name of the service"), scaling: segment("name of the scaling block") },
    inQuery: {
      at: single("only up to this moment, as Unix seconds or RFC 3339", parseInstant),
      limit: single(`how many (1..${MOST}; default: 20)`, countUpTo(MOST)),
    },
    answers: json(pastDecisionsView),
    answer: ({ decisions, path: { service, scaling }, query: { limit = 20, at }, reader }) => {
      const now = reader.snapshot()?.readAt;
      if (at !== undefined && now !== undefined) refuseFuture("at", at, now);
      const upTo = at === undefined ? {} : { upTo: at };
      const found = decisions.past({ service, scaling, ...upTo, most: limit + 1 });
      if (found.length === 0 && decisions.past({ service, scaling, most: 1 }).length === 0)
        throw new RequestProblem(
          "not-found",
          `nothing was decided for ${service}/${scaling}`,
          "see /api/v1/decisions for all workloads",
        );
      return { items: found.slice(0, limit).map(toDecisionView), hasOlder: found.length > limit };
    },
  }),
];

/** As it is now: what nothing has followed for too long is no number any more. */
function toPresentView({ needed, ...logged }: OfferedDecision): DecisionView {
  const decided = toDecisionView(logged);
  return needed.kind === "value" ? decided : { ...decided, replicas: null, because: needed.because };
}

function toDecisionView({ service, namespace, policy, decision }: LoggedDecision): DecisionView {
  const { at, observation, result } = decision;
  const { rollout } = decision;
  return {
    service,
    namespace,
    scaling: policy.name,
    workload: `${policy.target.namespace}/${policy.target.kind}/${policy.target.name}`,
    mode: policy.mode,
    slos: [...policy.slos],
    limits: { min: policy.limits.min, max: policy.limits.max },
    at: new Date(at).toISOString(),
    replicas: replicasOf(result),
    because: result.because,
    burn: { ...decision.burn },
    winner: decision.winner ?? null,
    estimates: decision.estimates.map((one) => ({
      estimator: one.estimator,
      replicas: replicasOf(one),
      because: one.because,
    })),
    verdicts: decision.verdicts.flatMap((one) =>
      one.kind === "stands" ? [] : [{ judge: one.judge, replicas: replicasOf(one), because: one.because }],
    ),
    rollout: rollout === undefined ? null : { ...rollout, startedAt: new Date(rollout.startedAt).toISOString() },
    capacity: toCapacity(policy, observation),
    learned: toLearned(observation),
    correction: toCorrection(observation),
    inputs: toInputs(observation),
  };
}

function toInputs({ at, demand, backlog, partitions, saturation, replicas }: Observation): DecisionView["inputs"] {
  const numberIn = (reading: Reading<number> | undefined) =>
    reading === undefined ? null : toInput(reading, at, Number);
  return {
    demand: toInput(demand, at, Number),
    backlog: numberIn(backlog),
    partitions: numberIn(partitions),
    saturation: numberIn(saturation),
    replicas: {
      ...toInput(replicas, at, ({ ready }: Replicas) => ready),
      asked: replicas.kind === "value" ? replicas.value.asked : null,
    },
  };
}

function toCapacity(policy: ScalingPolicy, observation: Observation): DecisionView["capacity"] {
  const { capacity } = policy;
  const whole = capacityOf(policy, observation);
  return {
    declared: capacity.kind === "fixed" ? capacity.perReplica : null,
    utilization: capacity.utilization,
    planned: whole.ok ? whole.value * capacity.utilization : null,
  };
}

function toLearned({ learned }: Observation): DecisionView["learned"] {
  if (learned === undefined) return null;
  const bounds = learned.kind === "learned" ? learned : { low: null, high: null };
  return {
    kind: learned.kind,
    perReplica: learned.kind === "unknown" ? null : learned.perReplica,
    low: bounds.low,
    high: bounds.high,
    because: learnedWords(learned),
  };
}

function toCorrection({ at, memory }: Observation): DecisionView["correction"] {
  const correction = memory?.correction;
  if (correction === undefined) return null;
  const { factor, burn, frozenUntil } = correction;
  const isFrozen = frozenUntil !== undefined && frozenUntil > at;
  return { factor, burn, frozenUntil: isFrozen ? new Date(frozenUntil).toISOString() : null };
}

const replicasOf = (one: Estimate | Exclude<Verdict, { kind: "stands" }>): number | null =>
  one.kind === "refused" ? null : one.replicas;

const toInput = <T>(
  reading: Reading<T>,
  at: Instant,
  numberOf: (value: T) => number,
): DecisionView["inputs"]["demand"] =>
  reading.kind === "value"
    ? { value: numberOf(reading.value), ageSeconds: Math.max(0, secondsBetween(reading.at, at)), missing: null }
    : { value: null, ageSeconds: null, missing: reading.reason };
