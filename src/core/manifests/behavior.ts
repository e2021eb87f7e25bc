import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import { type HpaBehavior, type ScalingRules, SYNC_SECONDS } from "../scaling/hpa/types.ts";
import { isKnown, type ManifestOptions } from "./options.ts";

/**
 * What is taken away waits until a load that comes in waves would be back, and is at most halved in a minute. Half of
 * Kubernetes' own window: where load swings, Headroom itself keeps what the last six minutes needed (see `turns`).
 */
const DOWN = { windowSeconds: 150, percent: 50, periodSeconds: 60 } as const;

/**
 * How fast an autoscaler may follow the number. Up: at once and in one step, because the number is the answer already
 * and not a hint at the direction; Kubernetes' own default doubles at most, and would be three periods late in a surge
 * to five times the load.
 */
export const followingBehavior = ({ limits }: Pick<ScalingPolicy, "limits">): HpaBehavior => ({
  up: {
    windowSeconds: 0,
    select: "max",
    // The least that a policy's period may be taken for: as often as an autoscaler looks.
    policies: [{ kind: "pods", value: limits.max, periodSeconds: SYNC_SECONDS }],
    tolerance: undefined,
  },
  down: {
    windowSeconds: DOWN.windowSeconds,
    select: "max",
    policies: [{ kind: "percent", value: DOWN.percent, periodSeconds: DOWN.periodSeconds }],
    tolerance: undefined,
  },
});

/** The same as a manifest says it. */
export function scalingBehavior(policy: ScalingPolicy, options: ManifestOptions): object {
  // Headroom keeps a dead band of its own on the way down, so that the 10 % of Kubernetes only hide a need.
  const tolerance = isKnown("tolerance", options) ? { tolerance: "0" } : {};
  const { up, down } = followingBehavior(policy);
  return { scaleUp: { ...written(up), ...tolerance }, scaleDown: { ...written(down), ...tolerance } };
}

const written = ({ windowSeconds, policies }: ScalingRules): object => ({
  stabilizationWindowSeconds: windowSeconds,
  policies: policies.map(({ kind, value, periodSeconds }) => ({
    type: kind === "pods" ? "Pods" : "Percent",
    value,
    periodSeconds,
  })),
});
