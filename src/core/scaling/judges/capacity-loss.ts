import type { Inputs } from "../decision/inputs.ts";
import { shown } from "../decision/shown.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** A bad deploy is not answered with replicas: beyond what load asks for, it may cost only so much. */
export const capacityLossJudge: Judge = {
  name: "capacity loss",
  judge: ({ replicas, demanded = 0 }, inputs) => {
    if (inputs.burn.class !== "change") return STANDS;
    const base = replicasBefore(inputs);
    if (base === undefined) return STANDS;
    const { capacityLossMax } = inputs.policy.change;
    const allowed = base * capacityLossMax;
    const most = Math.max(demanded, allowed);
    if (replicas <= most) return STANDS;
    const bound =
      demanded > allowed
        ? `no more than demand asks for, ${shown(demanded)}`
        : `held at ${capacityLossMax} times the ${base} replicas before the change`;
    return { kind: "changed", replicas: most, because: `${bound}: ${inputs.burn.because}` };
  },
};

/** How many replicas there were when the rollout began. */
function replicasBefore(inputs: Inputs): number | undefined {
  const startedAt = inputs.rollout?.startedAt ?? inputs.now.at;
  const earlier = inputs.before.findLast(({ at, replicas }) => at < startedAt && replicas.kind === "value");
  if (earlier?.replicas.kind === "value") return earlier.replicas.value.asked;
  const present = presentReplicas(inputs);
  return present.ok ? present.value.asked : undefined;
}
