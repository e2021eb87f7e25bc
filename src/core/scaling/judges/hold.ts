import { demanded } from "../decision/demanded.ts";
import type { Inputs } from "../decision/inputs.ts";
import { isBurnOver } from "../decision/burn-over.ts";
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
    const least = present.ok ? present.value.asked : recentPeak(inputs);
    if (replicas >= least) return STANDS;
    return { kind: "changed", replicas: least, because: `nothing is taken away: ${reason}` };
  },
};

/** The most that demand has asked for as far as is remembered: fewer replicas than that were asked for by nobody. */
function recentPeak({ policy, before }: Inputs): number {
  return before.reduce((peak, earlier) => {
    const load = demanded(policy, earlier);
    return load.ok ? Math.max(peak, load.value.replicas) : peak;
  }, 0);
}

function incident(inputs: Inputs): string | undefined {
  const { now, burn, rollout } = inputs;
  // What a change or something unknown burns may come back with the next request; load that went has gone.
  const isOver = burn.class !== "change" && burn.class !== "unknown" && isBurnOver(inputs);
  const paging = now.slos.find((slo) => slo.isPaging && !isOver);
  if (paging !== undefined) return `${paging.slo} burns fast enough for a page`;
  if (burn.class !== "none" && !isOver) return burn.because;
  // One that is stuck may stay so for days: what load does not ask for is given back meanwhile.
  return rollout?.progress === "running" ? "a rollout is going on" : undefined;
}
