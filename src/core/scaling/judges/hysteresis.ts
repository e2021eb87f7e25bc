import { shownReplicas } from "../decision/shown.ts";
import type { Verdict } from "../decision/decision.ts";
import type { Inputs } from "../decision/inputs.ts";
import { courseOf, isAtRest } from "../load/course.ts";
import { highestMean, stepsOf } from "../load/steps.ts";
import { SLOW_SECONDS } from "../load/trend.ts";
import { askedFor } from "./asked-for.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";
import { CLEARLY_MORE } from "./tolerance.ts";

/** Replicas are given back once fewer than this share of them is needed. */
const CLEARLY_LESS = 0.82;
/** The same where nothing rose within half an hour, so that nothing is turned round: in each of so many stretches. */
const LESS_AT_REST = 0.86;
const RESTED_STRETCHES = 3;
/**
 * Down only when it is clear; up at once, but for so little that an autoscaler would not follow it, and none should: see
 * `tolerance` for what is more.
 */
export const hysteresisJudge: Judge = {
  name: "hysteresis",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok) return STANDS;
    const asked = askedFor(present.value, inputs);
    const { tolerance } = inputs.policy;
    if (replicas < asked * CLEARLY_LESS || replicas === asked) return STANDS;
    const isRested = replicas < asked * LESS_AT_REST && isAtRest(courseOf(inputs, asked));
    if (isRested && restedAt(inputs) < asked * LESS_AT_REST) return STANDS;
    if (replicas < asked) return stay(asked, `${shownReplicas(replicas)} is not clearly less`);
    if (replicas > asked * Math.min(CLEARLY_MORE, 1 + tolerance)) return STANDS;
    return stay(asked, `${shownReplicas(replicas)} is not clearly more`);
  },
};

/** The most that was needed on average in any of the last stretches: demand that wanders is back within minutes. */
function restedAt({ load, policy, now, before }: Inputs): number {
  if (!load.ok) return Number.POSITIVE_INFINITY;
  const steps = stepsOf(policy, now, before, SLOW_SECONDS * RESTED_STRETCHES);
  return highestMean(steps, SLOW_SECONDS, RESTED_STRETCHES) / load.value.perReplica;
}

const stay = (asked: number, because: string): Verdict => ({
  kind: "changed",
  replicas: asked,
  because: `${asked} replicas stay: ${because}`,
});
