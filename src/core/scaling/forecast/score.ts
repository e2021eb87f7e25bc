import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { instant } from "../../units/instant.ts";
import type { ForecastScore, Promised } from "../decision/memory.ts";
import type { Observation } from "../decision/observation.ts";
import { meanWithin, stepsOf } from "../load/steps.ts";
import { foretold } from "./foretold.ts";
import { MEAN_SECONDS } from "./growth.ts";

/** Below this share of forecasts that come true none is acted on. */
export const LEAST_TRUST = 0.5;
/** Nobody knows at first; a few minutes of forecasts that fail are enough to stop. */
const FIRST: ForecastScore = { trust: 0.75, promises: [] };
/** Forecasts of one minute are one: no more are scored. */
const PROMISE_EVERY_SECONDS = 30;
/** The score is a mean of about so many forecasts: an hour of them. */
const SCORED = 120;
/** A forecast comes true when so much of it comes. */
const ENOUGH = 0.85;

/** Scores what was foretold by what came, whether or not it was acted on: one that was switched off may come back. */
export function score(
  policy: ScalingPolicy,
  last: ForecastScore = FIRST,
  now: Observation,
  before: readonly Observation[],
): ForecastScore {
  if (policy.forecast === undefined) return FIRST;
  const present = meanWithin(stepsOf(policy, now, before, MEAN_SECONDS), MEAN_SECONDS) ?? 0;
  let { trust } = last;
  const promises: Promised[] = [];
  for (const promise of last.promises) {
    const most = Math.max(promise.most, present);
    if (promise.until > now.at) promises.push({ ...promise, most });
    else trust += ((most >= ENOUGH * promise.demand ? 1 : 0) - trust) / SCORED;
  }
  const found = foretold(policy, now, before);
  const until = instant(now.at + policy.forecast.lead * 1000);
  const newest = promises.at(-1);
  const isNew = newest === undefined || until - newest.until >= PROMISE_EVERY_SECONDS * 1000;
  if (isNew && found.ok && found.value !== undefined)
    promises.push({ until, demand: found.value.demand, most: present });
  return { trust, promises };
}
