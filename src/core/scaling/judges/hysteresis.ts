import { shownReplicas } from "../decision/shown.ts";
import type { Verdict } from "../decision/decision.ts";
import type { Inputs } from "../decision/inputs.ts";
import { courseOf, isAtRest } from "../load/course.ts";
import { meansOf, stepsOf } from "../load/steps.ts";
import { SLOW_SECONDS } from "../load/trend.ts";
import { wanderOf } from "../load/wander.ts";
import { askedFor } from "./asked-for.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";
import { CLEARLY_MORE } from "./tolerance.ts";

/** Replicas are given back once fewer than this share of them is needed. */
const CLEARLY_LESS = 0.82;
/** The same where nothing rose within half an hour, so that nothing is turned round, and demand hardly wanders. */
const LESS_AT_REST = 0.92;
/** Where it wanders, the share is so many times that below the second one: 0.86 where it wanders by 3 %. */
const BELOW_WANDER = 5;
const WITHOUT_WANDER = 1.01;
/** Means of some minutes over half an hour tell how it wanders; so many of the newest have to be below that share. */
const STRETCHES = 8;
const LESS_IN_STRETCHES = 3;
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
    if (replicas < asked * LESS_AT_REST && isAtRest(courseOf(inputs, asked)) && isLessAtRest(asked, inputs))
      return STANDS;
    if (replicas < asked) return stay(asked, `${shownReplicas(replicas)} is not clearly less`);
    if (replicas > asked * Math.min(CLEARLY_MORE, 1 + tolerance)) return STANDS;
    return stay(asked, `${shownReplicas(replicas)} is not clearly more`);
  },
};

/** Whether demand has needed clearly less for ten minutes: where it wanders more, it is back sooner. */
function isLessAtRest(asked: number, { load, policy, now, before }: Inputs): boolean {
  if (!load.ok) return false;
  const means = meansOf(stepsOf(policy, now, before), SLOW_SECONDS, STRETCHES);
  const share = Math.min(LESS_AT_REST, WITHOUT_WANDER - BELOW_WANDER * wanderOf(means));
  const { perReplica } = load.value;
  return means.slice(0, LESS_IN_STRETCHES).every((mean) => mean < asked * share * perReplica);
}

const stay = (asked: number, because: string): Verdict => ({
  kind: "changed",
  replicas: asked,
  because: `${asked} replicas stay: ${because}`,
});
