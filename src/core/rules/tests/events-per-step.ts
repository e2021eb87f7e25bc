import { errorBudget, type Objective } from "../../objective/objective.ts";
import { countsSeconds } from "../../sli/indicator-parts.ts";
import type { Seconds } from "../../units/seconds.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";

/** Events in each step, unless that is not enough for the wanted shares. */
const USUAL = 600_000;

/** Bad ones among them at a burn rate of 1: fewer would be rounded too roughly. */
const FEWEST_BAD = 6;

/** How many times over a page's `minBadEvents` are in its story: the rules see the last of them a little late. */
const CLEARLY_ENOUGH = 3;

/** Counters stay whole numbers over the longest story. */
const MOST = 1e12;

/**
 * Events in each step of an objective's stories.
 *
 * @param story - how long the page that has to fire burns
 * @returns undefined where no story can hold so many bad events as the page asks for
 */
export function eventsPerStep(
  objective: Pick<Objective, "alerts" | "indicator" | "target">,
  story: Seconds,
): number | undefined {
  const { minBadEvents } = objective.alerts;
  if (countsSeconds(objective.indicator)) return minBadEvents * CLEARLY_ENOUGH > story ? undefined : USUAL;
  const steps = story / GROUP_INTERVALS.fast;
  const bad = Math.max(FEWEST_BAD, (minBadEvents * CLEARLY_ENOUGH) / steps);
  const needed = bad / errorBudget(objective);
  const times = 10 ** Math.max(0, Math.ceil(Math.log10(needed / USUAL) - 1e-9));
  return USUAL * times > MOST ? undefined : USUAL * times;
}
