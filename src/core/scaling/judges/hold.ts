import type { Inputs } from "../decision/inputs.ts";
import type { Replicas } from "../decision/observation.ts";
import { isBurnOver } from "../decision/burn-over.ts";
import { askedFor, demandedSince } from "./asked-for.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/**
 * Takes nothing away while something is not known, or while an incident or a rollout is going on. Where nobody tells
 * how many replicas there are, it lets an incident raise the number all the same: more load must be served.
 */
export const holdJudge: Judge = {
  name: "hold",
  judge: ({ replicas, refusals }, inputs) => {
    const [unknown] = refusals;
    const reason = unknown ?? incident(inputs);
    if (reason === undefined) return STANDS;
    const present = presentReplicas(inputs);
    if (!present.ok && unknown !== undefined) return { kind: "refused", because: `${unknown}, and ${present.because}` };
    const least = present.ok ? kept(present.value, unknown, inputs) : demandedSince(0, inputs);
    if (replicas >= least) return STANDS;
    return { kind: "changed", replicas: least, because: `nothing is taken away: ${reason}` };
  },
};

/** While something is not known, pods that a rollout has added may be those that are needed. */
const kept = (present: Replicas, unknown: string | undefined, inputs: Inputs): number =>
  unknown === undefined ? askedFor(present, inputs) : present.asked;

function incident(inputs: Inputs): string | undefined {
  const { now, burn, rollout } = inputs;
  // What a change burns may come back with the next request. It is named, whether or not it pages: it is to be mended.
  if (burn.class === "change") return burn.because;
  // So may what something unknown burns; load that went has gone.
  const isOver = burn.class !== "unknown" && isBurnOver(inputs);
  const paging = now.slos.find((slo) => slo.isPaging && !isOver);
  if (paging !== undefined) return `${paging.slo} burns fast enough for a page`;
  if (burn.class !== "none" && !isOver) return burn.because;
  // One that is stuck may stay so for days: what load does not ask for is given back meanwhile.
  return rollout?.progress === "running" ? "a rollout is going on" : undefined;
}
