import { printDuration } from "../../budget/print.ts";
import { type Seconds, minutes, seconds } from "../../units/seconds.ts";
import type { Inputs } from "../decision/inputs.ts";
import { type Course, courseOf, isAtRest, isSwinging } from "../load/course.ts";
import { highestBetween, stepsOf } from "../load/steps.ts";
import { askedFor } from "./asked-for.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** What demand asked for within this time is kept where it swings. */
const KEPT_IN_SWINGS = minutes(6);
/** Below this share of the replicas a need that was at rest has not gone on falling: it fell off. */
const FALLEN_OFF_BELOW = 0.75;
/** The same where it fell off: with what an autoscaler waits by itself, a dip of five minutes is over by then. */
const KEPT_IN_DIPS = seconds(210);

/**
 * Serves demand that swings, or that dips, at its height: pods that are taken away between two waves are started in
 * vain. What rose within half an hour was a surge, and is over at once.
 */
export const turnsJudge: Judge = {
  name: "turns",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok) return STANDS;
    const asked = askedFor(present.value, inputs);
    if (replicas >= asked) return STANDS;
    const kept = keptOf(courseOf(inputs, asked), replicas / asked);
    if (kept === undefined) return STANDS;
    const height = Math.min(asked, heightOf(inputs, kept.length));
    if (replicas >= height) return STANDS;
    return {
      kind: "changed",
      replicas: height,
      because: `what the last ${printDuration(kept.length)} asked for is kept: ${kept.because}`,
    };
  },
};

/** For how long what was asked for is kept, and why; undefined where it is not. */
function keptOf(course: Course, share: number): { readonly length: Seconds; readonly because: string } | undefined {
  if (isSwinging(course)) return { length: KEPT_IN_SWINGS, because: `demand swings, ${course.turns} turns within 30m` };
  if (isAtRest(course) && share < FALLEN_OFF_BELOW)
    return { length: KEPT_IN_DIPS, because: "demand was at rest, and may be back at once" };
  return undefined;
}

/** The most replicas that demand has asked for within `length`. */
function heightOf({ load, policy, now, before }: Inputs, length: Seconds): number {
  return load.ok ? highestBetween(stepsOf(policy, now, before), 0, length) / load.value.perReplica : 0;
}
