import { followingBehavior } from "../../core/manifests/behavior.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import { type Learned, learnedWords } from "../../core/scaling/decision/learned.ts";
import type { Arena } from "../../core/simulation/compare.ts";
import { replicasAt } from "../../core/simulation/contestants/as-it-was.ts";
import type { Load } from "../../core/simulation/model/load.ts";
import { useAt } from "../../core/simulation/model/service.ts";
import type { ServiceFacts } from "../../core/simulation/model/workload.ts";
import { ratio } from "../../core/units/ratio.ts";
import { UsageError } from "../usage-error.ts";
import { shareFrom } from "./parse-options.ts";
import type { PastLoad } from "./past-load.ts";
import type { Replayed } from "./replayed-policy.ts";
import type { SimulateOptions } from "./simulate-options.ts";

/**
 * What all runs share.
 *
 * @param past - what is known of the past that is replayed, besides its load
 * @throws UsageError where nobody tells what a replica of the model takes, or an option needs a queue that is not there
 */
export function arenaOf(
  load: Load,
  options: SimulateOptions,
  replayed: Replayed,
  past: Pick<PastLoad, "capacity" | "partitions" | "replicas">,
): Arena {
  const { policy: block } = replayed;
  const target = options.target === undefined ? replayed.target : shareFrom("--target", 0)(options.target);
  if (target === 1) throw new UsageError("--target is 1, which leaves no budget; write 99.9%");
  const errorBudget = 1 - target;
  const perReplica = perReplicaOf(block, options, errorBudget, past.capacity?.learned);
  const policy: ScalingPolicy = {
    ...block,
    capacity: block.capacity.kind === "learn" ? block.capacity : { ...block.capacity, perReplica: perReplica.declared },
    startup: options.startup ?? block.startup,
    tolerance: options.tolerance === undefined ? block.tolerance : ratio(options.tolerance),
  };
  const service = {
    perReplica: perReplica.real,
    startupSeconds: policy.startup,
    limits: policy.limits,
    errorBudget,
    drainWithinSeconds: policy.backlog?.drainWithin,
    partitions: options.partitions ?? past.partitions,
    replicasBefore: past.replicas === undefined ? undefined : replicasAt(past.replicas, load.startSeconds),
  };
  checkQueue(service, options);
  return { load, service, policy, behavior: followingBehavior(policy) };
}

/** What only a queue has is refused without one. */
function checkQueue({ drainWithinSeconds }: ServiceFacts, { against, partitions }: SimulateOptions): void {
  if (drainWithinSeconds !== undefined) return;
  const missing = "add --spec with a scaling block that has a backlog";
  if (/(?:^|,)\s*lag:/.test(against)) throw new UsageError(`--against: lag needs a queue; ${missing}`);
  if (partitions !== undefined) throw new UsageError(`--partitions needs a queue; ${missing}`);
}

interface PerReplica {
  /** As the block has it; without a spec it says what is true. */
  readonly declared: number;
  /** What a replica of the model takes. */
  readonly real: number;
}

function perReplicaOf(
  { capacity }: ScalingPolicy,
  { spec, capacity: real }: SimulateOptions,
  errorBudget: number,
  measured: Learned | undefined,
): PerReplica {
  if (capacity.kind === "fixed") {
    const declared = spec === undefined ? (real ?? capacity.perReplica) : capacity.perReplica;
    return { declared, real: real ?? declared };
  }
  if (real !== undefined) return { declared: real, real };
  if (measured === undefined || measured.kind === "unknown") {
    const why = measured === undefined ? "what a replica of the model takes is not known" : learnedWords(measured);
    throw new UsageError(`the block learns its capacity, and ${why}; add --capacity 50`);
  }
  // What was seen to spend so much of the budget does so in the model too.
  const full = measured.perReplica / useAt(errorBudget * capacity.spend);
  return { declared: full, real: full };
}
