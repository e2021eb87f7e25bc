import type { Inputs } from "../decision/inputs.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** Takes nothing away while something is not known, or while an incident or a rollout is going on. */
export const holdJudge: Judge = {
  name: "hold",
  judge: ({ replicas, refusals }, inputs) => {
    const reason = refusals[0] ?? incident(inputs);
    if (reason === undefined) return STANDS;
    const present = presentReplicas(inputs);
    if (!present.ok) return { kind: "refused", because: `${reason}, and ${present.because}` };
    const { asked } = present.value;
    if (replicas >= asked) return STANDS;
    return { kind: "changed", replicas: asked, because: `nothing is taken away: ${reason}` };
  },
};

function incident({ now, burn, rollout }: Inputs): string | undefined {
  const paging = now.slos.find(({ isPaging }) => isPaging);
  if (paging !== undefined) return `${paging.slo} burns fast enough for a page`;
  if (burn.class !== "none") return burn.because;
  return rollout?.isRunning === true ? "a rollout is going on" : undefined;
}
