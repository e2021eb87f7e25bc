import { shown } from "../decision/shown.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** A replica is given back once the others would do with a tenth to spare. */
const SPARE = 0.9;

/** Up at once; down only when it is clear. So noise around a whole number moves nothing. */
export const hysteresisJudge: Judge = {
  name: "hysteresis",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok) return STANDS;
    const { asked } = present.value;
    if (replicas >= asked || replicas < (asked - 1) * SPARE) return STANDS;
    return {
      kind: "changed",
      replicas: asked,
      because: `${asked} replicas stay: ${shown(replicas)} is not clearly less`,
    };
  },
};
