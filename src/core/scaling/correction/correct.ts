import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { instant, secondsBetween } from "../../units/instant.ts";
import { fresh } from "../decision/fresh.ts";
import type { Correction } from "../decision/memory.ts";
import type { Observation } from "../decision/observation.ts";
import { burnAtPlannedLoad } from "./planned-load.ts";

/** What was said of the capacity is believed at first. */
const FIRST_FACTOR = 1;
/** It is never corrected to less, or to more, than these multiples of it. */
const LEAST_FACTOR = 0.5;
const MOST_FACTOR = 1.6;
/** What was learned goes up by itself: more is tried where no overload was seen. */
const MOST_OF_LEARNED = 1;

/** A burn above this is answered within minutes, by so much a minute. */
const FAST_BURN = 6;
const FAST_PER_MINUTE = 0.02;
/** Less than a slow answer can know: each moment counts for no more than this in the mean. */
const MOST_SLOW_BURN = 10;
const SLOW_SECONDS = 6 * 3600;
/** An hour moves the factor by this share for each e-fold that the burn is off, within the bounds. */
const SLOW_PER_HOUR = 0.003;
const LEAST_FOLDS = -4;
const MOST_FOLDS = 2;

/** Lowered by so much the burn must show whether load is what burns. */
const TEST_SHARE = 0.13;
/** As long as replicas need to come, and five minutes to forget. */
const TEST_SECONDS = 600;
/** A burn that fell to less than this share of it was one of load. */
const HELPED = 0.5;
const FROZEN_SECONDS = 6 * 3600;

/** A gap between two observations is not made up for. */
const LONGEST_STEP_SECONDS = 60;

/**
 * Corrects what is said of a replica's capacity by what the budget burns at the load that is planned: slowly, within
 * bounds, and not at all where more replicas did not help.
 *
 * @param now - with the memory of the observation before
 * @param before - oldest first
 */
export function correct(policy: ScalingPolicy, now: Observation, before: readonly Observation[]): Correction {
  const last = now.memory?.correction ?? initial(policy);
  const step = Math.min(LONGEST_STEP_SECONDS, secondsBetween(before.at(-1)?.at ?? now.at, now.at));
  if (step <= 0 || (last.frozenUntil !== undefined && now.at < last.frozenUntil)) return last;
  const told = judgeTest(policy, last, now);
  if (told !== undefined) return told;
  const burn = burnAtPlannedLoad(policy, now, before);
  if (burn === undefined) return last;
  const slow = last.burn + (Math.min(MOST_SLOW_BURN, burn) - last.burn) * (step / SLOW_SECONDS);
  if (burn > FAST_BURN) return lowered(policy, { ...last, burn: slow }, burn, step, now);
  const folds = Math.min(MOST_FOLDS, Math.max(LEAST_FOLDS, Math.log(slow / policy.capacity.spend)));
  const factor = bounded(policy, last.factor * Math.exp(-SLOW_PER_HOUR * folds * (step / 3600)));
  return { factor, burn: slow, test: last.test, frozenUntil: undefined };
}

const initial = ({ capacity }: ScalingPolicy): Correction => ({
  factor: FIRST_FACTOR,
  burn: capacity.spend,
  test: undefined,
  frozenUntil: undefined,
});

const bounded = ({ capacity }: ScalingPolicy, factor: number): number =>
  Math.min(capacity.kind === "learn" ? MOST_OF_LEARNED : MOST_FACTOR, Math.max(LEAST_FACTOR, factor));

/** Plans with less while it burns fast, until it is low enough for a test. */
function lowered(policy: ScalingPolicy, last: Correction, burn: number, step: number, { at }: Observation): Correction {
  if (last.test?.loweredAt !== undefined) return last;
  const test = last.test ?? { factor: last.factor, burn, loweredAt: undefined };
  const factor = bounded(policy, last.factor * (1 - FAST_PER_MINUTE) ** (step / 60));
  const isLow = factor <= test.factor * (1 - TEST_SHARE) || factor === LEAST_FACTOR;
  return { ...last, factor, test: { ...test, burn: Math.max(test.burn, burn), loweredAt: isLow ? at : undefined } };
}

/** Tells whether less load helped, once it must show; undefined while nothing is to be told. */
function judgeTest(policy: ScalingPolicy, last: Correction, now: Observation): Correction | undefined {
  const { test } = last;
  if (test?.loweredAt === undefined || secondsBetween(test.loweredAt, now.at) < TEST_SECONDS) return undefined;
  const over = { ...last, test: undefined };
  const burn = now.slos.map(({ burn: { "5m": reading } }) => (reading.kind === "value" ? reading.value : 0));
  if (Math.max(0, ...burn) <= HELPED * test.burn || isFull(policy, now)) return over;
  return { ...over, factor: test.factor, frozenUntil: instant(now.at + FROZEN_SECONDS * 1000) };
}

/** What fills up says that it is load, whatever the burn says. */
function isFull({ saturation, stale }: ScalingPolicy, now: Observation): boolean {
  if (saturation === undefined || now.saturation === undefined) return false;
  const full = fresh("saturation", now.saturation, now.at, stale.maxAge);
  return full.ok && full.value >= saturation.limit;
}
