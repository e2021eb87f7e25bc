import type { Inputs } from "../decision/inputs.ts";
import { courseOf } from "../load/course.ts";
import { stepsOf } from "../load/steps.ts";
import { askedFor } from "./asked-for.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** So many changes of direction within half an hour say that demand swings. */
const SWINGS_FROM = 2;
/** What demand asked for within this time is kept where it swings. */
const KEPT_SECONDS = 360;

/** Serves demand that swings at its height: pods that are taken away between two waves are started in vain. */
export const turnsJudge: Judge = {
  name: "turns",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok) return STANDS;
    const asked = askedFor(present.value, inputs);
    if (replicas >= asked) return STANDS;
    const { turns } = courseOf(inputs, asked);
    if (turns < SWINGS_FROM) return STANDS;
    const height = Math.min(asked, heightOf(inputs));
    if (replicas >= height) return STANDS;
    return {
      kind: "changed",
      replicas: height,
      because: `what the last 6m asked for is kept: demand swings, ${turns} turns within 30m`,
    };
  },
};

/** The most replicas that demand has asked for of late, each time by the mean of two steps: one alone may be chance. */
function heightOf({ load, policy, now, before }: Inputs): number {
  if (!load.ok) return 0;
  const { demands, ages } = stepsOf(policy, now, before);
  let highest = 0;
  for (let i = 0; i + 1 < demands.length && (ages[i] ?? KEPT_SECONDS) < KEPT_SECONDS; i++)
    highest = Math.max(highest, ((demands[i] ?? 0) + (demands[i + 1] ?? 0)) / 2);
  return highest / load.value.perReplica;
}
