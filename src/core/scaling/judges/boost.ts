import { burnOf } from "../decision/burn-of.ts";
import type { Inputs } from "../decision/inputs.ts";
import type { Observation } from "../decision/observation.ts";
import { presentReplicas, type Judge, STANDS } from "./judge.ts";

/** How far back boosts are looked for that changed nothing. */
const REMEMBERED_MS = 15 * 60_000;
/** After so many raises under overload without less burn, more replicas are not the answer. */
const RAISES_WITHOUT_EFFECT = 2;
/** Less burn means at least a tenth less. */
const EFFECT = 0.9;

/** Adds to what was estimated while load burns the budget, where the author asks for it. */
export const boostJudge: Judge = {
  name: "boost",
  judge: ({ replicas }, inputs) => {
    const { boostMax } = inputs.policy.overload;
    if (boostMax <= 1 || inputs.burn.class !== "overload") return STANDS;
    const present = presentReplicas(inputs);
    if (!present.ok) return STANDS;
    // What was asked for has not had its effect yet.
    if (present.value.ready < present.value.asked) return STANDS;
    if (hasNoEffect(inputs)) return STANDS;
    return {
      kind: "changed",
      replicas: replicas * boostMax,
      because: `boosted by ${boostMax}: ${inputs.burn.because}`,
    };
  },
};

/** The response test: replicas were raised twice and more while the budget burnt, and it burns as before. */
function hasNoEffect({ now, before, policy }: Inputs): boolean {
  const last = fastestBurn(now);
  if (last === undefined) return false;
  let [raises, first, later] = [0, last, askedOf(now)];
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i];
    if (earlier === undefined || now.at - earlier.at > REMEMBERED_MS) break;
    const burn = fastestBurn(earlier);
    if (burn === undefined) continue;
    if (burn <= policy.overload.burnAbove) break;
    const asked = askedOf(earlier);
    if (asked !== undefined && later !== undefined && later > asked) raises++;
    later = asked ?? later;
    first = burn;
  }
  return raises >= RAISES_WITHOUT_EFFECT && last > EFFECT * first;
}

const askedOf = ({ replicas }: Observation): number | undefined =>
  replicas.kind === "value" ? replicas.value.asked : undefined;

function fastestBurn({ at, slos }: Observation): number | undefined {
  let fastest: number | undefined;
  for (const slo of slos) {
    const burn = burnOf(slo, "5m", at);
    if (burn.kind === "value" && burn.value > (fastest ?? Number.NEGATIVE_INFINITY)) fastest = burn.value;
  }
  return fastest;
}
