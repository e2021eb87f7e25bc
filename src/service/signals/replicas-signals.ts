import type { Service } from "../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { type DecisionReader, workloadKey } from "./decision-log.ts";
import { madeOnce } from "./made-once.ts";
import { servicesIn } from "./services-in.ts";
import { NOTHING_DECIDED, type Signal } from "./signal.ts";

/** The required replicas of a scaling block, as they are offered. */
export interface ReplicasSignal {
  readonly service: string;
  readonly policy: ScalingPolicy;
  readonly signal: Signal;
}

/**
 * The required replicas of all scaling blocks of a namespace. One that the specs have and that nothing was decided for
 * yet is no stranger: it has no number, which is another answer than that it is not there.
 */
export function replicasSignals(
  namespace: string,
  { specs: { services } }: Pick<Snapshot, "specs">,
  decisions: Pick<DecisionReader, "offeredIn">,
): readonly ReplicasSignal[] {
  const decided = decisions.offeredIn(namespace);
  const blocks = blocksOf(servicesIn(namespace, services));
  const before = joined.get(decided);
  if (before?.blocks === blocks) return before.all;
  const known = new Set(decided.map(({ service, policy }) => workloadKey(service, policy.name)));
  const all = [...decided, ...blocks.filter(({ service, policy }) => !known.has(workloadKey(service, policy.name)))];
  joined.set(decided, { blocks, all });
  return all;
}

type Blocks = readonly ReplicasSignal[];

/** What was put together for a round of decisions and a set of specs. */
const joined = new WeakMap<Blocks, { readonly blocks: Blocks; readonly all: Blocks }>();

/** The scaling blocks of services, put together once, as undecided. */
const blocksOf = madeOnce((services: readonly Service[]): Blocks =>
  services.flatMap(({ service, scaling }) => scaling.map((policy) => ({ service, policy, signal: NOTHING_DECIDED }))),
);
