import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { type Fresh, fresh } from "./fresh.ts";
import type { Observation } from "./observation.ts";

/** What demand alone asks for, and what it was made from: `demand` is in requests per second. */
export interface Demanded {
  readonly replicas: number;
  readonly demand: number;
  /** Where that demand comes from: empty for what is there now, else a part of a sentence. */
  readonly origin: string;
  /** What one replica is meant to take, in requests per second. */
  readonly perReplica: number;
}

/** Offered load over what the replicas are meant to take. */
export function demanded(policy: ScalingPolicy, { at, demand, memory }: Observation): Fresh<Demanded> {
  if (policy.capacity.kind === "learn") return { ok: false, because: "the capacity is not learned yet" };
  const load = fresh("demand", demand, at, policy.stale.maxAge);
  if (!load.ok) return load;
  if (!(load.value >= 0)) return { ok: false, because: `demand is ${load.value}, expected 0 or more` };
  const perReplica = correctedCapacity(policy.capacity.perReplica, memory) * policy.capacity.utilization;
  return { ok: true, value: { replicas: load.value / perReplica, demand: load.value, origin: "", perReplica } };
}

/** How far the capacity is corrected, in whole percents: less moves nothing, and a sentence can be read. */
export const correctedBy = (memory: Observation["memory"]): number =>
  Math.round((memory?.correction?.factor ?? 1) * 100) / 100;

/** What a replica takes, in requests a second, by what was said of it and what the burn at planned load has shown. */
export const correctedCapacity = (perReplica: number, memory: Observation["memory"]): number =>
  perReplica * correctedBy(memory);
