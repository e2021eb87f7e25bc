import { propose } from "./proposals.ts";
import { leastAllowed, mostAllowed, mostUnruled, remember } from "./rates.ts";
import { stabilize, stabilizeDown, type Stabilized } from "./stabilize.ts";
import type { HpaBehavior, HpaDefaults, HpaOutcome, HpaSeen, HpaSpec, HpaState } from "./types.ts";

/**
 * One look of the HorizontalPodAutoscaler controller at a workload: metrics, then windows, then rates, then limits. A
 * function of what it remembers and sees, and of nothing else; every {@link SYNC_SECONDS} in a cluster.
 *
 * @see pkg/controller/podautoscaler of Kubernetes 1.37, which it follows
 */
export function sync(spec: HpaSpec, before: HpaState, seen: HpaSeen, defaults: HpaDefaults): HpaOutcome {
  const { atSeconds, replicas: present } = seen;
  // The number that was found first is a recommendation too: a new autoscaler does not take away at once.
  const recommendations = before.recommendations ?? [{ atSeconds, replicas: present }];
  const state: HpaState = { ...before, recommendations };
  const { min, max } = spec.limits;
  if (present === 0 && !mayWake(spec, before)) return { replicas: 0, state, kind: "disabled" };
  if (present > max) return { ...rescaled(spec, state, seen, max), kind: "bounded" };
  if (present > 0 && present < min) return { ...rescaled(spec, state, seen, min), kind: "bounded" };
  const proposed = propose(spec, seen, defaults);
  if (proposed === undefined) return { replicas: present, state, kind: "failed" };
  const { replicas: calmed, recommendations: kept } = stabilized(spec, recommendations, seen, proposed, defaults);
  const allowed = limited(spec, before, seen, calmed);
  // A workload that sleeps wakes to its minimum.
  const wanted = present === 0 ? Math.max(min, allowed) : allowed;
  const reckoned = { proposed, stabilized: calmed };
  return { ...rescaled(spec, { ...state, recommendations: kept }, seen, wanted), kind: "computed", reckoned };
}

/** Whether a workload without replicas was put to sleep by the autoscaler, which then wakes it. */
const mayWake = ({ limits, metrics }: HpaSpec, { isAsleep }: HpaState): boolean =>
  isAsleep && (limits.min > 0 || metrics.some(({ kind }) => kind !== "utilization"));

function stabilized(
  { behavior }: HpaSpec,
  past: NonNullable<HpaState["recommendations"]>,
  { atSeconds, replicas: present }: HpaSeen,
  proposed: number,
  { downWindowSeconds }: HpaDefaults,
): Stabilized {
  const asked = { atSeconds, present, proposed };
  return behavior === undefined ? stabilizeDown(asked, past, downWindowSeconds) : stabilize(asked, past, behavior);
}

function limited({ behavior, limits: { min, max } }: HpaSpec, state: HpaState, seen: HpaSeen, wanted: number): number {
  const { replicas: present, atSeconds } = seen;
  if (behavior === undefined) return Math.min(Math.max(wanted, min), max, mostUnruled(present));
  if (wanted > present) return Math.min(wanted, max, mostAllowed(present, behavior.up, state, atSeconds));
  if (wanted < present) return Math.max(wanted, min, leastAllowed(present, behavior.down, state, atSeconds));
  return wanted;
}

function rescaled(
  { behavior, limits: { min } }: HpaSpec,
  state: HpaState,
  { replicas: present, atSeconds }: HpaSeen,
  replicas: number,
): Pick<HpaOutcome, "replicas" | "state"> {
  if (replicas === present) return { replicas, state };
  const isAsleep = replicas === 0 && min === 0;
  if (behavior === undefined) return { replicas, state: { ...state, isAsleep } };
  return { replicas, state: { ...state, ...events(behavior, state, atSeconds, replicas - present), isAsleep } };
}

/** The change, remembered for as long as a rate may ask for it. */
function events(
  { up, down }: HpaBehavior,
  { raises, cuts }: HpaState,
  atSeconds: number,
  change: number,
): Pick<HpaState, "raises" | "cuts"> {
  return change > 0
    ? { raises: remember(raises, up, { atSeconds, replicas: change }), cuts }
    : { raises, cuts: remember(cuts, down, { atSeconds, replicas: -change }) };
}
