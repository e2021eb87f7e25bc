import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { type Fresh, fresh } from "./fresh.ts";
import { capacityOf } from "./capacity-of.ts";
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
export function demanded(policy: ScalingPolicy, now: Observation): Fresh<Demanded> {
  const { at, demand } = now;
  const capacity = capacityOf(policy, now);
  if (!capacity.ok) return capacity;
  const load = fresh("demand", demand, at, policy.stale.maxAge);
  if (!load.ok) return load;
  if (!(load.value >= 0)) return { ok: false, because: `demand is ${load.value}, expected 0 or more` };
  const perReplica = capacity.value * policy.capacity.utilization;
  return {
    ok: true,
    value: { replicas: load.value / perReplica, demand: load.value, origin: "", perReplica },
  };
}
