import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import type { WrittenAutoscaler } from "../manifests/written-autoscaler.ts";
import type { Decision } from "../scaling/decision/decision.ts";
import type { HpaBehavior } from "../scaling/hpa/types.ts";
import { compilePolicy } from "../scaling/policy/decide.ts";
import type { KnownCapacity } from "../scaling/capacity/learner.ts";
import { type Instant, instant } from "../units/instant.ts";
import { ratio } from "../units/ratio.ts";
import { type ReadMetric, valueOf } from "./contestants/autoscaled.ts";
import type { RivalMaker } from "./contestants/parse-rival.ts";
import { headroom, requiredReplicas } from "./contestants/headroom.ts";
import { written } from "./contestants/written.ts";
import { cpu } from "./contestants/rivals.ts";
import { Study } from "./contestants/study.ts";
import { type Load, TICK_SECONDS } from "./model/load.ts";
import type { ServiceFacts } from "./model/workload.ts";
import { type Outcome, run } from "./run.ts";

/** What all runs of a comparison share. */
export interface Arena {
  readonly load: Load;
  readonly service: ServiceFacts;
  readonly policy: ScalingPolicy;
  /** How fast the autoscaler follows Headroom's number; undefined: as Kubernetes does without a word about it. */
  readonly behavior: HpaBehavior | undefined;
}

/** A change of the number of replicas that Headroom asked for, and why. */
export interface Turn {
  readonly at: Instant;
  /** Whole replicas; undefined where it refused to tell. */
  readonly replicas: number | undefined;
  readonly because: string;
}

/** How Headroom did, and what it said meanwhile. */
export interface OwnOutcome extends Outcome {
  readonly turns: readonly Turn[];
  /** What one replica takes, as far as could be learned by the end. */
  readonly capacity: KnownCapacity;
  /** The same before the run began; undefined where the capacity is declared. */
  readonly capacityBefore: KnownCapacity | undefined;
}

/** How most workloads are scaled before Headroom comes. */
const USUAL_PAST: RivalMaker = (facts) => cpu("cpu:60%", 60, facts);

/**
 * Headroom's run.
 *
 * @param past - who scales the workload in the past that a capacity is learned from before: the same load once more
 */
export async function playHeadroom(arena: Arena, past: RivalMaker = USUAL_PAST): Promise<OwnOutcome> {
  const { load, service, policy, behavior } = arena;
  const turns: Turn[] = [];
  const hear = ({ at, result }: Decision): void => {
    const replicas = result.kind === "replicas" ? Math.ceil(result.replicas) : undefined;
    const last = turns.at(-1);
    if (last === undefined || last.replicas !== replicas) turns.push({ at, replicas, because: result.because });
  };
  const { study, capacityBefore } = studyIn(arena, past);
  const facts = { limits: policy.limits, tolerance: policy.tolerance, behavior, study };
  const outcome = run(load, service, headroom(await compilePolicy(policy), facts, hear));
  return { ...outcome, turns, capacity: study.knownAt(endOf(load)), capacityBefore };
}

/** The study of a run's capacity, which has watched the past before where the capacity is learned. */
function studyIn({ load, service, policy }: Arena, past: RivalMaker): Studied {
  const study = new Study(service.errorBudget, policy.capacity.spend);
  if (policy.capacity.kind !== "learn") return { study, capacityBefore: undefined };
  run(load, service, study.watching(past({ ...service, tolerance: policy.tolerance })));
  study.begin();
  return { study, capacityBefore: study.knownAt(instant(load.startSeconds * 1000)) };
}

interface Studied {
  readonly study: Study;
  readonly capacityBefore: KnownCapacity | undefined;
}

const endOf = ({ startSeconds, ticks }: Load): Instant => instant((startSeconds + ticks * TICK_SECONDS) * 1000);

/** A rival's run. */
export const playRival = ({ load, service, policy }: Arena, make: RivalMaker): Outcome =>
  run(load, service, make({ ...service, tolerance: policy.tolerance }));

/**
 * The run of an autoscaler as somebody wrote it.
 *
 * @param past - as for {@link playHeadroom}, for one that follows Headroom's number
 */
export async function playWritten(
  arena: Arena,
  autoscaler: WrittenAutoscaler,
  past: RivalMaker = USUAL_PAST,
): Promise<Outcome> {
  const { load, service, policy } = arena;
  const followsHeadroom = autoscaler.metrics.some(({ follows }) => follows === "required");
  const required = followsHeadroom ? await requiredIn(arena, past) : UNREAD;
  return run(load, service, written(autoscaler, { ...service, tolerance: policy.tolerance }, required));
}

/** Stands for Headroom's number where no metric is one. */
const UNREAD: ReadMetric = () => valueOf(undefined);

const requiredIn = async (arena: Arena, past: RivalMaker): Promise<ReadMetric> =>
  requiredReplicas(await compilePolicy(arena.policy), studyIn(arena, past).study, () => {});

/** Headroom with another share of the capacity that is meant to be used: `utilization` is that share, 0..1. */
export const withUtilization = (arena: Arena, utilization: number): Arena => ({
  ...arena,
  policy: {
    ...arena.policy,
    capacity: { ...arena.policy.capacity, utilization: ratio(utilization), isCorrected: false },
  },
});
