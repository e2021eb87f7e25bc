/**
 * How steeply requests fail as replicas fill up: of {@link badShare}. With it a service that serves 99.9 % well is used
 * to 82 %, and 1.1 % of requests fail at 88 %.
 */
const STEEPNESS = 38;
/** The quantile of latency that a latency band looks at. */
const LATENCY_QUANTILE = 0.95;

/**
 * The share of requests that are late or fail, 0..1, when the replicas that are ready have `use` of their capacity to
 * do; from 1 on all of them, as of a queue that only grows.
 *
 * @param use - demand over what the ready replicas can take; 1 is all of it
 */
export const badShare = (use: number): number => (use >= 1 ? 1 : Math.exp(-STEEPNESS * (1 - use)));

/**
 * The use at which so large a share of requests is late or fails: the other way round of {@link badShare}.
 *
 * @param share - 0..1, above 0
 * @returns 1 is all that the ready replicas can take
 */
export const useAt = (share: number): number => 1 + Math.log(share) / STEEPNESS;

/**
 * The 95th percentile of latency as a multiple of what the objective allows, of requests whose latency is spread so
 * that {@link badShare} of them are late: an exponential one. At most 2, as the band reads it.
 *
 * @param use - as for {@link badShare}
 */
export function latencyRatio(use: number): number {
  if (use >= 1) return MOST_LATENCY_RATIO;
  return Math.min(MOST_LATENCY_RATIO, -Math.log(1 - LATENCY_QUANTILE) / (STEEPNESS * (1 - use)));
}

const MOST_LATENCY_RATIO = 2;
