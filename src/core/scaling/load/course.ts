import { secondsBetween } from "../../units/instant.ts";
import type { Inputs } from "../decision/inputs.ts";

/** How far the course of the replicas is looked back on. */
const COURSE_SECONDS = 1800;

/** Where the replicas of a workload went within half an hour. */
export interface Course {
  /** How often they changed their direction. */
  readonly turns: number;
  /** Their newest change; undefined where there was none. */
  readonly last: "rise" | "fall" | undefined;
}

/** Nothing rose and nothing turned within half an hour: demand rests, or goes down by and by. */
export const isAtRest = ({ turns, last }: Course): boolean => turns === 0 && last !== "rise";

/** So many changes of direction within half an hour say that demand swings. */
const SWINGS_FROM = 2;

/** Demand goes up and down: what rises may fall before a replica is ready. */
export const isSwinging = ({ turns }: Course): boolean => turns >= SWINGS_FROM;

/** The course of the replicas that were asked for, up to the `asked` ones of the present. */
export function courseOf({ now, before }: Pick<Inputs, "now" | "before">, asked: number): Course {
  let [turns, later] = [0, asked];
  let last: Course["last"];
  let direction: Course["last"];
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i];
    if (earlier === undefined || secondsBetween(earlier.at, now.at) > COURSE_SECONDS) break;
    if (earlier.replicas.kind !== "value") continue;
    const replicas = earlier.replicas.value.asked;
    if (replicas === later) continue;
    const change = later > replicas ? "rise" : "fall";
    if (direction !== undefined && change !== direction) turns++;
    last ??= change;
    direction = change;
    later = replicas;
  }
  return { turns, last };
}
