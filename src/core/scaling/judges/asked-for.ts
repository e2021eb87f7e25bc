import { demanded } from "../decision/demanded.ts";
import type { Inputs } from "../decision/inputs.ts";
import type { Replicas } from "../decision/observation.ts";
import { before } from "../../units/instant.ts";
import { seconds } from "../../units/seconds.ts";
import { presentReplicas } from "./judge.ts";

/** A new pod is counted from its start on; its version is seen once it has served, and was scraped and asked for. */
const UNSEEN_SECONDS = 30;

/**
 * How many replicas were asked for. A query that counts pods counts those too that a rolling update adds for a while:
 * to keep them would have the autoscaler ask for more, and the update add more on top. So while a rollout runs that
 * no cluster tells, there are as many as before it, or as demand has asked for since.
 *
 * @param present - those that are told now
 */
export function askedFor({ asked, ready }: Replicas, inputs: Inputs): number {
  const { rollout, now, policy } = inputs;
  const isCounted = now.rollout === undefined && asked === ready;
  if (!isCounted || rollout?.progress !== "running") return asked;
  const from = before(rollout.startedAt, seconds(policy.startup + UNSEEN_SECONDS));
  const counted = inputs.before.flatMap(({ at, replicas }) =>
    at >= from && at < rollout.startedAt && replicas.kind === "value" ? [replicas.value.asked] : [],
  );
  const least = counted.length > 0 ? Math.min(...counted) : (replicasBefore(inputs) ?? asked);
  return Math.min(asked, Math.max(least, Math.ceil(demandedSince(from, inputs))));
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
export function demandedSince(from: number, { policy, now, ...inputs }: Inputs): number {
  return [...inputs.before, now].reduce((peak, seen) => {
    const load = seen.at < from ? undefined : demanded(policy, seen);
    return load?.ok === true ? Math.max(peak, load.value.replicas) : peak;
  }, 0);
}
