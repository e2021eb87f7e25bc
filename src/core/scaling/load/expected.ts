import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { type Demanded, demanded } from "../decision/demanded.ts";
import type { Fresh } from "../decision/fresh.ts";
import type { Observation } from "../decision/observation.ts";
import type { Trend } from "./lead.ts";
import { scatterOf } from "./scatter.ts";
import { type Steps, stepsOf } from "./steps.ts";
import { SLOW_SECONDS, trendOf } from "./trend.ts";

/** What demand asks for, by where it goes: replicas have to be there for what comes while they start. */
export function expectedLoad(policy: ScalingPolicy, now: Observation, before: readonly Observation[]): Fresh<Demanded> {
  const present = demanded(policy, now);
  if (!present.ok) return present;
  const { demand, perReplica } = present.value;
  const all = (): Steps => stepsOf(policy, now, before);
  const trend = trendOf(stepsOf(policy, now, before, SLOW_SECONDS), policy, all, scatterOf(now.memory?.scatter));
  return {
    ok: true,
    value: {
      perReplica,
      demand: trend.demand,
      replicas: trend.demand / perReplica,
      origin: trend.demand === demand ? "" : ORIGINS[trend.direction],
    },
  };
}

const ORIGINS: Readonly<Record<Trend["direction"], string>> = {
  steady: ", the mean of 3m 30s,",
  scattered: ", the mean of 7m 30s, since single minutes are chance,",
  rising: ", which a rise leads to,",
  falling: ", on its way down,",
};
