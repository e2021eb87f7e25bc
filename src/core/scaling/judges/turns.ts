import { shown } from "../decision/shown.ts";
import type { Inputs } from "../decision/inputs.ts";
import { courseOf } from "../load/course.ts";
import { stepsOf } from "../load/steps.ts";
import { askedFor } from "./asked-for.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** So many changes of direction within half an hour say that demand swings. */
const SWINGS_FROM = 2;
/** What demand asked for within this time is kept where it swings. */
const KEPT_SECONDS = 360;
/** Of replicas that rose lately, this share of what is needed is kept beyond it. */
const SPARE = 0.03;

/**
 * Gives nothing back that would be asked for again at once. Demand that swings is served at its height: pods that are
 * taken away between two waves are started in vain. And a rise is asked for by where it leads; what came less than that
 * is given back but for a little, so that the next small change of demand does not turn the replicas round.
 */
export const turnsJudge: Judge = {
  name: "turns",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok) return STANDS;
    const asked = askedFor(present.value, inputs);
    if (replicas >= asked) return STANDS;
    const course = courseOf(inputs, asked);
    const height = course.turns < SWINGS_FROM ? 0 : Math.min(asked, heightOf(inputs));
    const spare = course.hasRisen ? Math.min(asked, withSpare(inputs)) : 0;
    if (replicas >= Math.max(height, spare)) return STANDS;
    const because =
      height >= spare
        ? `what the last 6m asked for is kept: demand swings, ${course.turns} turns within 30m`
        : `${shown(spare)} are kept, up to ${shown(SPARE * 100)}% more than needed: replicas rose within 30m`;
    return { kind: "changed", replicas: Math.max(height, spare), because };
  },
};

/** What is needed and a little more, unless demand is on its way down: then all of it is to be given back. */
const withSpare = ({ load }: Inputs): number =>
  load.ok && load.value.direction !== "falling" ? load.value.replicas * (1 + SPARE) : 0;

/** The most replicas that demand has asked for of late, each time by the mean of two steps: one alone may be chance. */
function heightOf({ load, policy, now, before }: Inputs): number {
  if (!load.ok) return 0;
  const { demands, ages } = stepsOf(policy, now, before);
  let highest = 0;
  for (let i = 0; i + 1 < demands.length && (ages[i] ?? KEPT_SECONDS) < KEPT_SECONDS; i++)
    highest = Math.max(highest, ((demands[i] ?? 0) + (demands[i + 1] ?? 0)) / 2);
  return highest / load.value.perReplica;
}
