import type { ScalingPolicy } from "../objective/scaling-policy.ts";
import { isKnown, type ManifestOptions } from "./options.ts";

/** How often an autoscaler looks: Kubernetes' own default, and the least it takes a policy's period for. */
const SYNC_SECONDS = 15;

/** What is taken away is taken away slowly: Kubernetes' own window, at a pace that a wrong number can be seen at. */
const DOWN = { windowSeconds: 300, percent: 10, periodSeconds: 60 } as const;

/**
 * How fast an autoscaler may follow the number. Up: at once and in one step, because the number is the answer already
 * and not a hint at the direction; Kubernetes' own default doubles at most, and would be three periods late in a surge
 * to five times the load.
 */
export function scalingBehavior({ limits }: ScalingPolicy, options: ManifestOptions): object {
  // Headroom keeps a dead band of its own on the way down, so that the 10 % of Kubernetes only hide a need.
  const tolerance = isKnown("tolerance", options) ? { tolerance: "0" } : {};
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      policies: [{ type: "Pods", value: limits.max, periodSeconds: SYNC_SECONDS }],
      ...tolerance,
    },
    scaleDown: {
      stabilizationWindowSeconds: DOWN.windowSeconds,
      policies: [{ type: "Percent", value: DOWN.percent, periodSeconds: DOWN.periodSeconds }],
      ...tolerance,
    },
  };
}
