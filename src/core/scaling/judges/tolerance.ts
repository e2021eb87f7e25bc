import type { Inputs } from "../decision/inputs.ts";
import { shown, shownReplicas } from "../decision/shown.ts";
import { courseOf } from "../load/course.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** From this multiple on more are needed for certain, be it less than what the autoscaler acts on. */
export const CLEARLY_MORE = 1.03;
/** The same where replicas fell last, within half an hour: they would be turned round. */
const CLEARLY_MORE_AFTER_A_FALL = 1.07;
/** The signal has three decimals: the least that is beyond the autoscaler's tolerance. */
const BEYOND = 0.001;

/**
 * An autoscaler lets the number miss by its tolerance, so a workload would run that much too small for hours: what is
 * clearly more is asked for by a number that is just beyond it. That is more than is needed, so it comes before the
 * judges that admit only so much.
 */
export const toleranceJudge: Judge = {
  name: "tolerance",
  judge: ({ replicas }, inputs) => {
    const beyond = beyondTolerance(replicas, inputs);
    if (beyond === replicas) return STANDS;
    const percent = shown(inputs.policy.tolerance * 100);
    return {
      kind: "changed",
      replicas: beyond,
      because: `${shownReplicas(replicas)} replicas are needed, and less than ${percent}% more moves no autoscaler`,
    };
  },
};

/** The number that moves the autoscaler, where `replicas` are clearly more than there are and would not. */
export function beyondTolerance(replicas: number, inputs: Inputs): number {
  const present = presentReplicas(inputs);
  if (!present.ok) return replicas;
  const { asked } = present.value;
  const tolerated = asked * (1 + inputs.policy.tolerance);
  if (replicas <= asked * CLEARLY_MORE || replicas > tolerated) return replicas;
  const isClear = replicas > asked * CLEARLY_MORE_AFTER_A_FALL || courseOf(inputs, asked).last !== "fall";
  return isClear ? tolerated + BEYOND : replicas;
}
