import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { type Demanded, demanded } from "../decision/demanded.ts";
import type { Fresh } from "../decision/fresh.ts";
import type { Observation } from "../decision/observation.ts";
import { courseOf, isSwinging } from "./course.ts";
import type { Trend } from "./lead.ts";
import { scatterOf } from "./scatter.ts";
import { stepsOf } from "./steps.ts";
import { SLOW_SECONDS, trendOf } from "./trend.ts";

/** What demand asks for, by where it goes: replicas have to be there for what comes while they start. */
export function expectedLoad(policy: ScalingPolicy, now: Observation, before: readonly Observation[]): Fresh<Demanded> {
  const present = demanded(policy, now);
  if (!present.ok) return present;
  const { demand, perReplica } = present.value;
  const trend = trendOf(stepsOf(policy, now, before, SLOW_SECONDS), policy, {
    all: () => stepsOf(policy, now, before),
    isSwinging: () => isSwingingNow(now, before),
    scatter: scatterOf(now.memory?.scatter),
  });
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

/** Nobody knows of what has no number of replicas: a rise of it is followed. */
const isSwingingNow = (now: Observation, before: readonly Observation[]): boolean =>
  now.replicas.kind === "value" && isSwinging(courseOf({ now, before }, now.replicas.value.asked));

const ORIGINS: Readonly<Record<Trend["direction"], string>> = {
  steady: ", the mean of 3m 30s,",
  scattered: ", the mean of 7m 30s, since single minutes are chance,",
  rising: ", which a rise leads to,",
  falling: ", on its way down,",
};
