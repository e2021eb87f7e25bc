import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import type { Decision } from "../scaling/decision/decision.ts";
import type { HpaBehavior } from "../scaling/hpa/types.ts";
import { compilePolicy } from "../scaling/policy/decide.ts";
import type { Instant } from "../units/instant.ts";
import { ratio } from "../units/ratio.ts";
import type { RivalMaker } from "./contestants/parse-rival.ts";
import { headroom } from "./contestants/headroom.ts";
import type { Load } from "./model/load.ts";
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
}

/** Headroom's run. */
export async function playHeadroom({ load, service, policy, behavior }: Arena): Promise<OwnOutcome> {
  const turns: Turn[] = [];
  const hear = ({ at, result }: Decision): void => {
    const replicas = result.kind === "replicas" ? Math.ceil(result.replicas) : undefined;
    const last = turns.at(-1);
    if (last === undefined || last.replicas !== replicas) turns.push({ at, replicas, because: result.because });
  };
  const facts = { limits: policy.limits, tolerance: policy.tolerance };
  const contestant = headroom(await compilePolicy(policy), behavior, facts, hear);
  return { ...run(load, service, contestant), turns };
}

/** A rival's run. */
export const playRival = ({ load, service, policy }: Arena, make: RivalMaker): Outcome =>
  run(load, service, make({ ...service, tolerance: policy.tolerance }));

/** Headroom with another share of the capacity that is meant to be used: `utilization` is that share, 0..1. */
export const withUtilization = (arena: Arena, utilization: number): Arena => ({
  ...arena,
  policy: {
    ...arena.policy,
    capacity: { ...arena.policy.capacity, utilization: ratio(utilization), isCorrected: false },
  },
});
