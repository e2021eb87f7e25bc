import type { HpaState, ScalingRate, ScalingRules, Stamped } from "./types.ts";

/** Without `behavior` a sync at most doubles, and never holds a small workload below this. */
const UNRULED_FACTOR = 2;
const UNRULED_LEAST = 4;

type Events = Pick<HpaState, "raises" | "cuts">;

/** How many replicas there may be at most after this sync, by the rules of the way up. */
export function mostAllowed(replicas: number, rules: ScalingRules, events: Events, atSeconds: number): number {
  const allowed = limitOf(replicas, rules, (rate) => {
    const start = startOf(replicas, rate, events, atSeconds);
    // Rounded up: a percentage of few would never add one.
    return rate.kind === "pods" ? start + rate.value : Math.ceil(start * (1 + rate.value / 100));
  });
  return Math.max(replicas, rules.select === "min" ? Math.min(...allowed) : Math.max(...allowed));
}

/** How many replicas there must be at least after this sync, by the rules of the way down. */
export function leastAllowed(replicas: number, rules: ScalingRules, events: Events, atSeconds: number): number {
  const allowed = limitOf(replicas, rules, (rate) => {
    const start = startOf(replicas, rate, events, atSeconds);
    return rate.kind === "pods" ? start - rate.value : Math.trunc(start * (1 - rate.value / 100));
  });
  return Math.min(replicas, rules.select === "min" ? Math.max(...allowed) : Math.min(...allowed));
}

/** The most replicas that a manifest without `behavior` reaches in one sync. */
export const mostUnruled = (replicas: number): number => Math.max(UNRULED_FACTOR * replicas, UNRULED_LEAST);

/** What is still remembered of changes, this one among them. */
export function remember(past: readonly Stamped[], rules: ScalingRules, event: Stamped): readonly Stamped[] {
  const longest = Math.max(0, ...rules.policies.map(({ periodSeconds }) => periodSeconds));
  return [...past.filter(({ atSeconds }) => atSeconds > event.atSeconds - longest), event];
}

const limitOf = (
  replicas: number,
  { select, policies }: ScalingRules,
  limit: (rate: ScalingRate) => number,
): readonly number[] => (select === "disabled" ? [replicas] : policies.map(limit));

/** How many replicas there were when the rate's period began. */
const startOf = (
  replicas: number,
  { periodSeconds }: ScalingRate,
  { raises, cuts }: Events,
  atSeconds: number,
): number => replicas - changeWithin(raises, atSeconds - periodSeconds) + changeWithin(cuts, atSeconds - periodSeconds);

const changeWithin = (events: readonly Stamped[], sinceSeconds: number): number =>
  events.reduce((sum, { atSeconds, replicas }) => (atSeconds > sinceSeconds ? sum + replicas : sum), 0);
