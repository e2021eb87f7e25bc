import { fresh } from "../decision/fresh.ts";
import { shown } from "../decision/shown.ts";
import { type Estimator, refused } from "./estimator.ts";

/** As many replicas as would bring what fills up back to its limit, if it is shared out evenly. */
export const saturationEstimator: Estimator = {
  name: "saturation",
  estimate: ({ policy: { saturation, stale }, now }) => {
    if (saturation === undefined || now.saturation === undefined) return undefined;
    const share = fresh("saturation", now.saturation, now.at, stale.maxAge);
    if (!share.ok) return refused(share.because);
    if (!(share.value >= 0)) return refused(`saturation is ${share.value}, expected 0 or more`);
    const replicas = fresh("the number of replicas", now.replicas, now.at, stale.maxAge);
    if (!replicas.ok) return refused(`${replicas.because}, which saturation is shared out over`);
    return {
      kind: "replicas",
      replicas: (replicas.value.ready * share.value) / saturation.limit,
      because: `saturation ${shown(share.value)} of at most ${shown(saturation.limit)} over ${replicas.value.ready} replicas`,
    };
  },
};
