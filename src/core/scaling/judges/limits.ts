import { shownReplicas } from "../decision/shown.ts";
import { type Judge, STANDS } from "./judge.ts";

/** The author's bounds always hold. */
export const limitsJudge: Judge = {
  name: "limits",
  judge: ({ replicas }, { policy: { limits } }) => {
    const { min, max } = limits;
    const within = Math.min(max, Math.max(min, replicas));
    if (within === replicas) return STANDS;
    const bound = within === max ? `at most ${max}` : `at least ${min}`;
    return {
      kind: "changed",
      replicas: within,
      because: `${shownReplicas(replicas)} replicas, but ${bound} are allowed`,
    };
  },
};
