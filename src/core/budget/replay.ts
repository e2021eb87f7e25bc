import type { Severity } from "../objective/alert-policy.ts";
import { type BurnRate, burnRate } from "../units/burn-rate.ts";
import { ratio, type Ratio } from "../units/ratio.ts";
import type { Seconds } from "../units/seconds.ts";
import { toBurnRate } from "./burn.ts";

/** What happened in a step of some history: `bad` events among the `total`; null where nothing is known. */
export interface ReplayedStep {
  /** The end of the step, milliseconds since the epoch. */
  readonly atMs: number;
  readonly bad: number | null;
  readonly total: number | null;
}

/** Both windows must burn above the same rate, as a condition of an alert says. */
export interface ReplayedCondition {
  readonly short: Seconds;
  readonly long: Seconds;
  readonly above: BurnRate;
  readonly severity: Severity;
}

/** What would have been promised: `target` as a share of good events, and how many bad events a page needs at least. */
export interface ReplayedPromise {
  readonly conditions: readonly ReplayedCondition[];
  readonly target: Ratio;
  readonly minBadEvents: number;
}

/** A time in which an alert would have fired, milliseconds since the epoch. */
export interface Firing {
  readonly severity: Severity;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When alerts would have fired over a history, as far as its steps tell: a window shorter than a step is taken for one.
 *
 * @param steps - of equal length, `step` each, the oldest first
 * @returns for each severity the times in which any of its conditions held, the oldest first
 */
export function replayAlerts(
  steps: readonly ReplayedStep[],
  step: Seconds,
  { conditions, target, minBadEvents }: ReplayedPromise,
): readonly Firing[] {
  const bad = sumsOf(steps.map((one) => one.bad ?? 0));
  const total = sumsOf(steps.map((one) => one.total ?? 0));
  const within = (sums: Float64Array, end: number, window: Seconds): number =>
    (sums[end] ?? 0) - (sums[Math.max(0, end - Math.max(1, Math.round(window / step)))] ?? 0);
  const burn = (end: number, window: Seconds): BurnRate => {
    const events = within(total, end, window);
    return events > 0 ? toBurnRate(ratio(Math.min(1, within(bad, end, window) / events)), target) : burnRate(0);
  };
  const holds = ({ short, long, above, severity }: ReplayedCondition, end: number): boolean =>
    (severity === "ticket" || within(bad, end, long) >= minBadEvents) &&
    burn(end, short) > above &&
    burn(end, long) > above;
  return (["page", "ticket"] as const).flatMap((severity) => {
    const own = conditions.filter((condition) => condition.severity === severity);
    const held = steps.map((_, i) => own.some((condition) => holds(condition, i + 1)));
    return timesOf(steps, held).map((time) => ({ severity, ...time }));
  });
}

/** When an alert that fires at the end of a history began, milliseconds since the epoch. */
export interface FiringSince {
  readonly ms: number;
  /** It may have fired before the history begins, which then says no more than this. */
  readonly isBefore: boolean;
}

/**
 * Since when alerts of a severity have been firing, as far as a history tells.
 *
 * @param firings - what {@link replayAlerts} made of the steps
 * @param conditions - those that were replayed: until the shortest of their long windows is full, a history cannot tell
 *   that nothing fired before it
 * @returns undefined where nothing fires at the end
 */
export function firingSince(
  firings: readonly Firing[],
  steps: readonly ReplayedStep[],
  conditions: readonly ReplayedCondition[],
  severity: Severity,
): FiringSince | undefined {
  const [first, last] = [steps[0], steps.at(-1)];
  const present = firings.find((one) => one.severity === severity && one.toMs === last?.atMs);
  if (first === undefined || present === undefined) return undefined;
  const own = conditions.filter((condition) => condition.severity === severity);
  const filledMs = Math.min(...own.map(({ long }) => long * 1000));
  // Where the first step is unknown, what is known begins later, and nothing of it is cut off.
  const isCut = first.total !== null && present.fromMs - first.atMs < filledMs;
  return { ms: isCut ? first.atMs : present.fromMs, isBefore: isCut };
}

/** Sums of all before an index. */
function sumsOf(counts: readonly number[]): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (const [i, count] of counts.entries()) sums[i + 1] = (sums[i] ?? 0) + count;
  return sums;
}

function timesOf(steps: readonly ReplayedStep[], held: readonly boolean[]): readonly Omit<Firing, "severity">[] {
  const times: { fromMs: number; toMs: number }[] = [];
  for (const [i, { atMs }] of steps.entries()) {
    if (held[i] !== true) continue;
    const last = times.at(-1);
    if (last !== undefined && held[i - 1] === true) last.toMs = atMs;
    else times.push({ fromMs: atMs, toMs: atMs });
  }
  return times;
}
