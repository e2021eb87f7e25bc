import type { LatencyIndicator } from "../objective/indicator.ts";
import { boundMatcher } from "../promql/bucket-bound.ts";
import { type Selector, withMatcher } from "../promql/selector.ts";

/** All buckets of a classic histogram: `x_bucket{…}`. */
export const bucketsOf = (indicator: LatencyIndicator): Selector => suffixed(indicator.histogram, "_bucket");

/** The count of a classic histogram: `x_count{…}`. */
export const countOf = (indicator: LatencyIndicator): Selector => suffixed(indicator.histogram, "_count");

/** The one bucket that holds the good events, in whatever spelling its bound has. */
export const goodBucketOf = (indicator: LatencyIndicator): Selector =>
  withMatcher(bucketsOf(indicator), boundMatcher(indicator.under));

const suffixed = (selector: Selector, suffix: string): Selector => ({
  ...selector,
  metric: `${selector.metric}${suffix}`,
});
