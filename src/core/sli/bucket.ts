import type { LatencyIndicator } from "../objective/indicator.ts";
import { formatNumber } from "../promql/format-number.ts";
import { type Selector, withMatcher } from "../promql/selector.ts";

/** All buckets of a classic histogram: `x_bucket{…}`. */
export const bucketsOf = (indicator: LatencyIndicator): Selector => suffixed(indicator.histogram, "_bucket");

/** The count of a classic histogram: `x_count{…}`. */
export const countOf = (indicator: LatencyIndicator): Selector => suffixed(indicator.histogram, "_count");

/**
 * The one bucket that holds the good events. Prometheus 2 keeps `le="1"` as the client wrote it, Prometheus 3
 * normalises it to `le="1.0"`, so whole numbers are matched in both spellings.
 */
export function goodBucketOf(indicator: LatencyIndicator): Selector {
  const bound = formatNumber(indicator.under);
  const spellings = bound.includes(".")
    ? ({ label: "le", operator: "=", value: bound } as const)
    : ({ label: "le", operator: "=~", value: `${bound}(\\.0)?` } as const);
  return withMatcher(bucketsOf(indicator), spellings);
}

const suffixed = (selector: Selector, suffix: string): Selector => ({
  ...selector,
  metric: `${selector.metric}${suffix}`,
});
