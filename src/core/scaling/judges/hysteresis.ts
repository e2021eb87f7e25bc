import { shown } from "../decision/shown.ts";
import type { Verdict } from "../decision/decision.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** Replicas are given back once fewer than this share of them is needed. */
const CLEARLY_LESS = 0.82;
/** From this multiple on more are needed for certain, be it less than what the autoscaler acts on. */
const CLEARLY_MORE = 1.03;
/** The signal has three decimals: the least that is beyond the autoscaler's tolerance. */
const BEYOND = 0.001;

/**
 * Down only when it is clear; up at once. An autoscaler lets the number miss by its tolerance, so a workload would run
 * that much too small for hours: what is clearly more is asked for by a number that is just beyond it.
 */
export const hysteresisJudge: Judge = {
  name: "hysteresis",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok) return STANDS;
    const { asked } = present.value;
    const { tolerance } = inputs.policy;
    if (replicas < asked * CLEARLY_LESS || replicas === asked) return STANDS;
    if (replicas < asked) return stay(asked, `${shown(replicas)} is not clearly less`);
    if (replicas > asked * (1 + tolerance)) return STANDS;
    if (replicas <= asked * CLEARLY_MORE) return stay(asked, `${shown(replicas)} is not clearly more`);
    return {
      kind: "changed",
      replicas: asked * (1 + tolerance) + BEYOND,
      because: `${shown(replicas)} replicas are needed, and less than ${shown(tolerance * 100)}% more moves no autoscaler`,
    };
  },
};

const stay = (asked: number, because: string): Verdict => ({
  kind: "changed",
  replicas: asked,
  because: `${asked} replicas stay: ${because}`,
});
