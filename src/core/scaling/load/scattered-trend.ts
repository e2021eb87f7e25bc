import { leadOf, mostAhead, type Trend } from "./lead.ts";
import { countWithin, meanWithin, type Steps } from "./steps.ts";

/** Over so many seconds demand is at rest where single minutes are chance, and over so few it is new. */
const CALM_SECONDS = 450;
const NEW_SECONDS = 60;
/** Its slope is read off the last four minutes, which have to have so many steps. */
const FIT_SECONDS = 240;
const FIT_STEPS = 8;
/** Beyond so many times the scatter, demand has moved: by chance, once in some hours. */
const MOVED_BEYOND = 3;
/** The same for where a line leads, by the error of that. */
const SLOPE_BEYOND = 3;
/** Four steps of a minute are one: a line through all has half as many errors as its steps have it. */
const ERRORS_OF_STEPS = 2;

/**
 * Where demand goes whose single minutes are chance: by longer times, and by what chance does to these.
 *
 * @param steps - all that are remembered
 * @param beyondSeconds - for how long a line is followed beyond the newest step
 * @param scatter - of single minutes, as a share of the demand
 * @returns undefined where there are too few steps to tell
 */
export function scatteredTrendOf(steps: Steps, beyondSeconds: number, scatter: number): Trend | undefined {
  const calm = meanWithin(steps, CALM_SECONDS);
  const recent = meanWithin(steps, NEW_SECONDS);
  const count = countWithin(steps.ages, FIT_SECONDS);
  if (calm === undefined || recent === undefined || count < FIT_STEPS) return undefined;
  const { level, ahead, error } = leadOf(steps, count, beyondSeconds);
  const isAbove = recent > calm * (1 + MOVED_BEYOND * scatter);
  if (isAbove || ahead > calm * (1 + SLOPE_BEYOND * ERRORS_OF_STEPS * error * scatter)) {
    const lead = Math.min(ahead, mostAhead(steps, recent));
    return { demand: Math.max(calm, isAbove ? recent : 0, lead), direction: "rising" };
  }
  if (recent < calm * (1 - MOVED_BEYOND * scatter)) return { demand: Math.max(recent, level), direction: "falling" };
  return { demand: calm, direction: "scattered" };
}
