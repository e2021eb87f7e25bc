import { demanded } from "../decision/demanded.ts";
import type { Inputs } from "../decision/inputs.ts";
import type { Replicas } from "../decision/observation.ts";
import { presentReplicas } from "./judge.ts";

/**
 * How many replicas were asked for. A query that counts pods counts those too that a rolling update adds for a while:
 * to keep them would have the autoscaler ask for more, and the update add more on top. So while a rollout runs that
 * no cluster tells, there are as many as before it, or as demand has asked for since.
 *
 * @param present - those that are told now
 */
export function askedFor({ asked, ready }: Replicas, inputs: Inputs): number {
  const { rollout, now } = inputs;
  const isCounted = now.rollout === undefined && asked === ready;
  if (!isCounted || rollout?.progress !== "running") return asked;
  const before = replicasBefore(inputs) ?? asked;
  return Math.min(asked, Math.max(before, Math.ceil(demandedSince(rollout.startedAt, inputs))));
}

/** How many replicas there were when the rollout began. */
export function replicasBefore(inputs: Inputs): number | undefined {
  const startedAt = inputs.rollout?.startedAt ?? inputs.now.at;
  const earlier = inputs.before.findLast(({ at, replicas }) => at < startedAt && replicas.kind === "value");
  if (earlier?.replicas.kind === "value") return earlier.replicas.value.asked;
  const present = presentReplicas(inputs);
  return present.ok ? present.value.asked : undefined;
}

/**
 * The most that demand has asked for, as far as is remembered: fewer replicas than that were asked for by nobody.
 *
 * @param from - epoch milliseconds of the first observation that counts
 */
export function demandedSince(from: number, { policy, before, now }: Inputs): number {
  return [...before, now].reduce((peak, seen) => {
    const load = seen.at < from ? undefined : demanded(policy, seen);
    return load?.ok === true ? Math.max(peak, load.value.replicas) : peak;
  }, 0);
}
