import { unitsPerSecond } from "../objective/histogram-unit.ts";
import type { LatencyIndicator } from "../objective/indicator.ts";
import { boundMatcher } from "../promql/bucket-bound.ts";
import { type Selector, withMatcher } from "../promql/selector.ts";

/** Multiplied seconds carry binary noise behind these digits. */
const BOUND_DIGITS = 12;

/** All buckets of a classic histogram: `x_bucket{…}`. */
export const bucketsOf = (indicator: LatencyIndicator): Selector => suffixed(indicator.histogram, "_bucket");

/** The count of a classic histogram: `x_count{…}`. */
export const countOf = (indicator: LatencyIndicator): Selector => suffixed(indicator.histogram, "_count");

/** The bound of the good events in the histogram's own unit, as its buckets are labelled. */
export const boundOf = ({ under, unit }: LatencyIndicator): number =>
  Number((under * unitsPerSecond(unit)).toPrecision(BOUND_DIGITS));

/** The one bucket that holds the good events, in whatever spelling its bound has. */
export const goodBucketOf = (indicator: LatencyIndicator): Selector =>
  withMatcher(bucketsOf(indicator), boundMatcher(boundOf(indicator)));

const suffixed = (selector: Selector, suffix: string): Selector => ({
  ...selector,
  metric: `${selector.metric}${suffix}`,
});
