import { BURN_TABLE } from "../../objective/alert-policy.ts";
import { type BurnWindow, windowLength } from "../../objective/burn-window.ts";
import type { Reading } from "../../objective/reading.ts";
import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import type { Decision } from "../../scaling/decision/decision.ts";
import type { Growth, Observation, SloObservation } from "../../scaling/decision/observation.ts";
import { rememberedSeconds } from "../../scaling/decision/remembered.ts";
import type { HpaBehavior } from "../../scaling/hpa/types.ts";
import { type CompiledPolicy, decide } from "../../scaling/policy/decide.ts";
import { comparedDays, growthOn, MEAN_SECONDS } from "../../scaling/forecast/growth.ts";
import { remember } from "../../scaling/policy/remember.ts";
import { type Instant, instant } from "../../units/instant.ts";
import type { SimulatedWorkload } from "../model/workload.ts";
import { type AutoscalerFacts, autoscaled, type ReadMetric, valueOf } from "./autoscaled.ts";
import type { Contestant } from "./contestant.ts";
import { SEEN_AFTER_SECONDS } from "./rivals.ts";
import type { Study } from "./study.ts";

/** Over how long demand is asked for: two scrapes. */
const DEMAND_SECONDS = 15;
/** When a page is due, as the generated rules have it for the usual SLO window of 30 days. */
const PAGES = (BURN_TABLE[0]?.conditions ?? []).filter(({ severity }) => severity === "page");

/** Headroom's own. */
export interface HeadroomFacts extends AutoscalerFacts {
  /** How fast the autoscaler follows; undefined: as Kubernetes does without a word about it. */
  readonly behavior: HpaBehavior | undefined;
  /** What is known of the capacity, and gets known. */
  readonly study: Study;
}

/** Headroom, by the function that decides in the service, on what the service would see. */
export function headroom(
  compiled: CompiledPolicy,
  { behavior, study, ...facts }: HeadroomFacts,
  hear: (decision: Decision) => void,
): Contestant {
  const spec = {
    limits: facts.limits,
    metrics: [{ kind: "averageValue" as const, targetMilli: 1000 }],
    behavior,
  };
  return autoscaled("headroom", spec, facts, requiredReplicas(compiled, study, hear));
}

/** The number that Headroom publishes of a workload, as an autoscaler reads it; it remembers what it has seen. */
export function requiredReplicas(
  compiled: CompiledPolicy,
  study: Study,
  hear: (decision: Decision) => void,
): ReadMetric {
  const rememberedMs = rememberedSeconds(compiled.policy) * 1000;
  const history: Observation[] = [];
  const isLearnt = compiled.policy.capacity.kind === "learn";
  return (workload) => {
    study.look(workload);
    const learned = isLearnt ? study.known(workload).learned : undefined;
    const seen = { ...observe(workload, compiled.policy), learned };
    while (history[0] !== undefined && seen.at - history[0].at > rememberedMs) history.shift();
    const now = remember(compiled.policy, seen, history);
    history.push(now);
    const decision = decide(compiled, history);
    hear(decision);
    return valueOf(decision.result.kind === "replicas" ? decision.result.replicas : undefined);
  };
}

function observe(workload: SimulatedWorkload, { slos, forecast, backlog }: ScalingPolicy): Observation {
  const at = instant(Math.round((workload.load.startSeconds + workload.now) * 1000));
  const sampledAt = instant(at - SEEN_AFTER_SECONDS * 1000);
  const { asked, ready } = workload.pods;
  const seen = (value: number | undefined): Reading<number> =>
    value === undefined || workload.isUnseen(SEEN_AFTER_SECONDS)
      ? { kind: "noData", reason: "stale" }
      : { kind: "value", value, at: sampledAt };
  return {
    at,
    demand: seen(workload.demand(DEMAND_SECONDS + SEEN_AFTER_SECONDS, SEEN_AFTER_SECONDS)),
    backlog: backlog === undefined ? undefined : seen(workload.waiting(SEEN_AFTER_SECONDS)),
    partitions: backlog?.partitions === undefined ? undefined : seen(workload.facts.partitions),
    saturation: undefined,
    replicas: { kind: "value", value: { asked, ready }, at },
    slos: slos.map((slo) => observeSlo(slo, workload, sampledAt)),
    versions: [],
    rollout: undefined,
    clusterTrouble: undefined,
    season: forecast === undefined ? undefined : { kind: "value", value: seasonOf(workload, forecast), at },
  };
}

const DAY_SECONDS = 86_400;

/** How demand grew on those of the earlier days that the trace has. */
const seasonOf = (
  workload: SimulatedWorkload,
  { lead, days }: NonNullable<ScalingPolicy["forecast"]>,
): readonly Growth[] =>
  comparedDays(days).flatMap((day) => {
    const offsets: number[] = [];
    const demands: number[] = [];
    for (let offset = DEMAND_SECONDS - MEAN_SECONDS; offset <= lead; offset += DEMAND_SECONDS) {
      const ago = day * DAY_SECONDS - offset;
      if (ago > workload.now) return [];
      offsets.push(offset);
      demands.push(workload.demand(ago + DEMAND_SECONDS, ago));
    }
    return growthOn({ days: day, offsets, demands }, lead) ?? [];
  });

/** Every SLO of the policy stands for the one that the model has. */
function observeSlo(slo: string, workload: SimulatedWorkload, at: Instant): SloObservation {
  const burnIn = (window: BurnWindow): Reading<number> => burnOver(workload, windowLength(window), at);
  const burn = { "5m": burnIn("5m"), "30m": burnIn("30m"), "1h": burnIn("1h"), "6h": burnIn("6h") };
  const isAbove = (window: BurnWindow, threshold: number): boolean => {
    const reading = burnIn(window);
    return reading.kind === "value" && reading.value > threshold;
  };
  return {
    slo,
    burn,
    budgetLeft: { kind: "noData", reason: "insufficient" },
    latencyRatio: undefined,
    isPaging: PAGES.some(
      ({ shortWindow, longWindow, above }) => isAbove(shortWindow, above) && isAbove(longWindow, above),
    ),
    burnByVersion: {},
  };
}

function burnOver(workload: SimulatedWorkload, seconds: number, at: Instant): Reading<number> {
  const burn = workload.burn(seconds + SEEN_AFTER_SECONDS, SEEN_AFTER_SECONDS);
  return burn === undefined ? { kind: "noData", reason: "no-traffic" } : { kind: "value", value: burn, at };
}
