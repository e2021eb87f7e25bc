import { printDuration } from "../../budget/print.ts";
import { secondsBetween } from "../../units/instant.ts";
import type { Inputs } from "../decision/inputs.ts";
import { isRecent } from "../decision/rollout.ts";
import { shownReplicas } from "../decision/shown.ts";
import { replicasBefore } from "./asked-for.ts";
import { type Judge, STANDS } from "./judge.ts";
import { beyondTolerance } from "./tolerance.ts";

/**
 * A bad deploy is not answered with replicas: beyond what load or a schedule asks for, it may cost only so much. What
 * fills up shows before a burn does, so that a recent rollout is enough while nothing else explains it.
 */
export const capacityLossJudge: Judge = {
  name: "capacity loss",
  judge: ({ replicas, demanded = 0, floor }, inputs) => {
    const blamed = blame(inputs);
    const base = blamed === undefined ? undefined : replicasBefore(inputs);
    if (base === undefined) return STANDS;
    const { capacityLossMax } = inputs.policy.change;
    const allowed = base * capacityLossMax;
    const asked = beyondTolerance(Math.max(demanded, floor), inputs);
    const most = Math.max(asked, allowed);
    if (replicas <= most) return STANDS;
    const bound =
      asked > allowed
        ? `no more than ${demanded < floor ? "the schedule" : "demand"} asks for, ${shownReplicas(asked)}`
        : `held at ${capacityLossMax} times the ${base} replicas before the change`;
    return { kind: "changed", replicas: most, because: `${bound}: ${blamed}` };
  },
};

/** What of a rollout explains that more is asked for; undefined when none does. */
function blame({ burn, rollout, now: { at }, policy }: Inputs): string | undefined {
  if (burn.class === "change") return burn.because;
  if (burn.class !== "none" || rollout === undefined || !isRecent(policy, rollout, at)) return undefined;
  return `a rollout began ${printDuration(Math.max(0, secondsBetween(rollout.startedAt, at)))} ago`;
}
