import type { BucketIncrease } from "../counting/latency-ring.ts";

/**
 * The quantile of cumulative buckets, by the rules of Prometheus' `histogram_quantile`: linear within a bucket,
 * the first bucket starts at 0, the last one answers with the bound before it.
 *
 * @param quantile - 0..1
 * @param buckets - smallest bound first; the last must be infinite
 * @returns in the unit of the bounds; undefined when there is no observation, or no infinite bucket to know the total
 *   from
 */
export function histogramQuantile(quantile: number, buckets: readonly BucketIncrease[]): number | undefined {
  const counts = monotonic(buckets.map(({ count }) => count));
  const last = buckets.length - 1;
  const total = counts[last] ?? 0;
  if (buckets.length < 2 || buckets[last]?.bound !== Number.POSITIVE_INFINITY || !(total > 0)) return undefined;
  const rank = quantile * total;
  const found = counts.findIndex((count) => count >= rank);
  const b = found === -1 ? last : found;
  const bound = buckets[b]?.bound ?? 0;
  if (b === last) return buckets[last - 1]?.bound;
  if (b === 0 && bound <= 0) return bound;
  const start = b === 0 ? 0 : (buckets[b - 1]?.bound ?? 0);
  const below = b === 0 ? 0 : (counts[b - 1] ?? 0);
  const within = (counts[b] ?? 0) - below;
  return within > 0 ? start + (bound - start) * ((rank - below) / within) : bound;
}

/** Buckets are read at different moments of a scrape; a wider one cannot hold less than a narrower one. */
function monotonic(counts: readonly number[]): readonly number[] {
  let highest = 0;
  return counts.map((count) => (highest = Math.max(highest, count)));
}
