import type { Service } from "../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { type DecisionReader, workloadKey } from "./decision-log.ts";
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
  { specs }: Pick<Snapshot, "specs">,
  decisions: Pick<DecisionReader, "offered">,
): readonly ReplicasSignal[] {
  const decided = decisions.offered().filter((offered) => offered.namespace === namespace);
  const known = new Set(decided.map(({ service, policy }) => workloadKey(service, policy.name)));
  const waiting = specs.services
    .filter((service) => service.namespace === namespace)
    .flatMap(blocksOf)
    .filter(({ service, policy }) => !known.has(workloadKey(service, policy.name)));
  return [...decided, ...waiting];
}

const blocksOf = ({ service, scaling }: Service): readonly ReplicasSignal[] =>
  scaling.map((policy) => ({ service, policy, signal: NOTHING_DECIDED }));
