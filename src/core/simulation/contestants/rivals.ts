import { DEFAULT_BEHAVIOR, type HpaBehavior, type HpaReading, SYNC_SECONDS } from "../../scaling/hpa/types.ts";
import { mostUseful, type ServiceFacts, type SimulatedWorkload } from "../model/workload.ts";
import { latencyRatio } from "../model/service.ts";
import { type AutoscalerFacts, autoscaled, valueOf } from "./autoscaled.ts";
import type { Contestant } from "./contestant.ts";

/** How old the newest sample is that anybody sees through Prometheus or the metrics server: one scrape. */
export const SEEN_AFTER_SECONDS = 15;
/** What the metrics server takes the mean of. */
const USAGE_WINDOW_SECONDS = 30;
/** What the queries in KEDA's documents take the mean of. */
const RATE_WINDOW_SECONDS = 60;
/** What a latency band takes the mean of. */
const BAND_WINDOW_SECONDS = 45;

/** What rivals know of the service and of what follows them. */
export type RivalFacts = ServiceFacts & AutoscalerFacts;

/** A HorizontalPodAutoscaler on CPU, as most have it. `percent` is of the request, which is what a replica can take. */
export function cpu(name: string, percent: number, facts: RivalFacts): Contestant {
  const spec = {
    limits: facts.limits,
    metrics: [{ kind: "utilization" as const, targetPercent: percent }],
    behavior: undefined,
  };
  return autoscaled(name, spec, facts, cpuUsage);
}

/** The CPU of the pods, as the metrics server has it. */
export function cpuUsage(workload: SimulatedWorkload): HpaReading {
  const { pods, now } = workload;
  const [from, to] = [USAGE_WINDOW_SECONDS + SEEN_AFTER_SECONDS, SEEN_AFTER_SECONDS];
  const settled = pods.settled(now, from);
  // A processor that is full is full: how much more was asked of it does not show.
  const usageMilli = Math.floor(1000 * Math.min(1, workload.use(from, to)));
  const alike = { requestMilli: 1000, usageMilli };
  return {
    kind: "pods",
    groups: [
      { ...alike, count: settled, isUnready: false },
      { ...alike, count: pods.asked - settled, isUnready: true },
    ],
  };
}

/** KEDA, or an adapter, on requests: `share` of what a replica can take is the target of each. */
export function rps(name: string, share: number, facts: RivalFacts): Contestant {
  const target = share * facts.perReplica;
  const spec = {
    limits: facts.limits,
    metrics: [{ kind: "averageValue" as const, targetMilli: Math.max(1, Math.round(target * 1000)) }],
    behavior: undefined,
  };
  return autoscaled(name, spec, facts, (workload) =>
    valueOf(
      workload.isUnseen(SEEN_AFTER_SECONDS)
        ? undefined
        : workload.demand(RATE_WINDOW_SECONDS + SEEN_AFTER_SECONDS, SEEN_AFTER_SECONDS),
    ),
  );
}

/** KEDA on the length of a queue: `perReplica` of what waits is the target of each, and never more than have work. */
export function lag(name: string, perReplica: number, facts: RivalFacts): Contestant {
  const spec = {
    limits: facts.limits,
    metrics: [{ kind: "averageValue" as const, targetMilli: Math.max(1, Math.round(perReplica * 1000)) }],
    behavior: undefined,
  };
  // As its scaler for Kafka does, unless idle consumers are allowed.
  const most = perReplica * (facts.partitions ?? Number.POSITIVE_INFINITY);
  return autoscaled(name, spec, facts, (workload) =>
    valueOf(workload.isUnseen(SEEN_AFTER_SECONDS) ? undefined : Math.min(most, workload.waiting(SEEN_AFTER_SECONDS))),
  );
}

/** Knows what comes within one start-up of a pod, and has nobody between itself and the pods: what foresight can do. */
export function oracle(name: string, share: number, facts: RivalFacts): Contestant {
  const { limits, perReplica, startupSeconds } = facts;
  return {
    name,
    everySeconds: SYNC_SECONDS,
    step: (workload) => {
      const needed = Math.ceil(workload.coming(startupSeconds + SYNC_SECONDS) / (perReplica * share));
      return Math.max(limits.min, Math.min(mostUseful(facts), needed));
    },
  };
}

/** Latency falls much faster than replicas rise: without a slow way down the band would swing from bound to bound. */
const BAND_BEHAVIOR: HpaBehavior = {
  up: DEFAULT_BEHAVIOR.up,
  down: { ...DEFAULT_BEHAVIOR.down, policies: [{ kind: "percent", value: 10, periodSeconds: 60 }] },
};

/** A band of latency over what the objective allows, on replicas: beyond it the excess is asked for. */
export function band(name: string, lowRatio: number, highRatio: number, facts: RivalFacts): Contestant {
  const spec = {
    limits: facts.limits,
    metrics: [{ kind: "averageValue" as const, targetMilli: 1000 }],
    behavior: BAND_BEHAVIOR,
  };
  return autoscaled(name, spec, facts, (workload) => valueOf(askedByBand(workload, lowRatio, highRatio)));
}

function askedByBand(workload: SimulatedWorkload, low: number, high: number): number {
  const { asked, ready } = workload.pods;
  const [from, to] = [BAND_WINDOW_SECONDS + SEEN_AFTER_SECONDS, SEEN_AFTER_SECONDS];
  const ratio = latencyRatio(workload.use(from, to));
  // Credit for what is on its way: pods that start are not asked for again.
  if (ratio > high) return Math.max(asked, asked * (ratio / high) * (ready / Math.max(1, asked)));
  return ratio < low ? asked * (ratio / low) : asked;
}
