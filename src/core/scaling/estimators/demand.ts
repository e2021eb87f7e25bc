import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { learnedWords } from "../decision/learned.ts";
import type { Observation } from "../decision/observation.ts";
import { correctedBy } from "../decision/capacity-of.ts";
import { shown } from "../decision/shown.ts";
import { type Estimator, refused } from "./estimator.ts";

/** As many replicas as the offered load fills, each as far as is meant. */
export const demandEstimator: Estimator = {
  name: "demand",
  estimate: ({ policy: { capacity }, load, now }) => {
    if (!load.ok) return refused(load.because);
    const { replicas, demand, origin, perReplica } = load.value;
    const { utilization } = capacity;
    const factor = correctedBy(now.memory);
    const corrected = factor === 1 ? "" : `, ${shown(factor)} times what was said of it`;
    const whole = `${shown(utilization * 100)}% of ${shown(perReplica / utilization)}${corrected}`;
    return {
      kind: "replicas",
      replicas,
      because: `${shown(demand)} requests a second${origin} at ${shown(perReplica)} a replica (${whole}${learnedPart(capacity, now)})`,
    };
  },
};

/** How sure a learned capacity is; of a declared one, what was measured, which changes nothing. */
function learnedPart({ kind }: ScalingPolicy["capacity"], { learned }: Observation): string {
  if (learned === undefined) return "";
  if (kind === "learn") return `, learned: ${learnedWords(learned)}`;
  return learned.kind === "unknown" ? "" : `, which is declared; learned: ${learnedWords(learned)}`;
}
