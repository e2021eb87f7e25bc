import { secondsBetween } from "../../units/instant.ts";
import type { Inputs } from "../decision/inputs.ts";
import { type Judge, presentReplicas, STANDS } from "./judge.ts";

/** So many changes of direction within what is looked back on are too many: 240 a day. */
const MOST_TURNS = 5;
const LOOKED_BACK_SECONDS = 1800;
/** How long nothing is taken away after a raise, then. */
const REST_SECONDS = 600;

/** Gives pods that were started in vain again and again a rest: demand that swings is served at its height. */
export const turnsJudge: Judge = {
  name: "turns",
  judge: ({ replicas }, inputs) => {
    const present = presentReplicas(inputs);
    if (!present.ok || replicas >= present.value.asked) return STANDS;
    const { turns, sinceRaiseSeconds } = lookBack(inputs, present.value.asked);
    if (turns < MOST_TURNS || sinceRaiseSeconds >= REST_SECONDS) return STANDS;
    return {
      kind: "changed",
      replicas: present.value.asked,
      because: `nothing is taken away for 10m after a raise: ${turns} turns within 30m are too many`,
    };
  },
};

function lookBack(
  { now, before }: Inputs,
  asked: number,
): { readonly turns: number; readonly sinceRaiseSeconds: number } {
  let [turns, direction, later, sinceRaiseSeconds] = [0, 0, asked, Number.POSITIVE_INFINITY];
  let laterAt = now.at;
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i];
    if (earlier === undefined || secondsBetween(earlier.at, now.at) > LOOKED_BACK_SECONDS) break;
    if (earlier.replicas.kind !== "value") continue;
    const step = Math.sign(later - earlier.replicas.value.asked);
    if (step !== 0 && direction !== 0 && step !== direction) turns++;
    if (step > 0) sinceRaiseSeconds = Math.min(sinceRaiseSeconds, secondsBetween(laterAt, now.at));
    if (step !== 0) direction = step;
    later = earlier.replicas.value.asked;
    laterAt = earlier.at;
  }
  return { turns, sinceRaiseSeconds };
}
