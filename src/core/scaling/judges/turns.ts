import { secondsBetween } from "../../units/instant.ts";
import type { Inputs } from "../decision/inputs.ts";
import { stepsOf } from "../load/steps.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** So many changes of direction within what is looked back on say that demand swings. */
const SWINGS_FROM = 2;
const LOOKED_BACK_SECONDS = 1800;
/** What demand asked for within this time is kept, then. */
const KEPT_SECONDS = 360;

/** Serves demand that swings at its height: pods that are taken away between two waves are started in vain. */
export const turnsJudge: Judge = {
  name: "turns",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok || replicas >= present.value.asked) return STANDS;
    const turns = turnsOf(inputs, present.value.asked);
    if (turns < SWINGS_FROM) return STANDS;
    const height = Math.min(present.value.asked, heightOf(inputs));
    if (replicas >= height) return STANDS;
    return {
      kind: "changed",
      replicas: height,
      because: `what the last 6m asked for is kept: demand swings, ${turns} turns within 30m`,
    };
  },
};

/** How often the replicas changed their direction. */
function turnsOf({ now, before }: Inputs, asked: number): number {
  let [turns, direction, later] = [0, 0, asked];
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i];
    if (earlier === undefined || secondsBetween(earlier.at, now.at) > LOOKED_BACK_SECONDS) break;
    if (earlier.replicas.kind !== "value") continue;
    const step = Math.sign(later - earlier.replicas.value.asked);
    if (step !== 0 && direction !== 0 && step !== direction) turns++;
    if (step !== 0) direction = step;
    later = earlier.replicas.value.asked;
  }
  return turns;
}

/** The most replicas that demand has asked for of late, each time by the mean of two steps: one alone may be chance. */
function heightOf({ load, policy, now, before }: Inputs): number {
  if (!load.ok) return 0;
  const { demands, ages } = stepsOf(policy, now, before);
  let highest = 0;
  for (let i = 0; i + 1 < demands.length && (ages[i] ?? KEPT_SECONDS) < KEPT_SECONDS; i++)
    highest = Math.max(highest, ((demands[i] ?? 0) + (demands[i + 1] ?? 0)) / 2);
  return highest / load.value.perReplica;
}
