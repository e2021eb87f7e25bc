import { QUANTILES } from "../../sli/feeds.ts";
import { instant, type Instant } from "../../units/instant.ts";
import { type Seconds, seconds } from "../../units/seconds.ts";
import type { LatencyStep } from "../counting/latency-ring.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import { histogramQuantile } from "./histogram-quantile.ts";

/** How slow the events of one step were. */
export interface LatencyPoint {
  /** The end of the step. */
  readonly at: Instant;
  /** How many events it has; 0 where none happened, or none was read. */
  readonly count: number;
  /** In seconds, in the order of {@link QUANTILES}; undefined where there is no event to tell of. */
  readonly quantiles: readonly (number | undefined)[];
  /** The share of events in each bucket, 0..1, by the bounds; none where there is no event. */
  readonly shares: readonly number[];
}

/** Latencies over time, as far back as buckets are remembered. */
export interface LatencyHistory {
  readonly step: Seconds;
  /** What the events of each bucket took at most, in seconds, the smallest first; the last is infinite. */
  readonly bounds: readonly number[];
  /** The oldest first. */
  readonly points: readonly LatencyPoint[];
}

/** Of one group, from memory alone; undefined for what has no classic buckets, or is not there. */
export function toLatencyHistory(
  tracked: TrackedObjective | undefined,
  by: Readonly<Record<string, string>>,
): LatencyHistory | undefined {
  const latency = tracked?.findCell(by)?.latency;
  if (tracked === undefined || latency === undefined) return undefined;
  const { secondsPerUnit } = tracked;
  const { stepMs, steps } = latency.steps;
  return {
    step: seconds(stepMs / 1000),
    bounds: (steps.at(-1)?.buckets ?? []).map(({ bound }) => bound * secondsPerUnit),
    points: steps.map((step) => toPoint(step, secondsPerUnit)),
  };
}

function toPoint({ toMs, buckets }: LatencyStep, secondsPerUnit: number): LatencyPoint {
  const count = Math.max(0, buckets.at(-1)?.count ?? 0);
  const isTold = count > 0 && buckets.at(-1)?.bound === Number.POSITIVE_INFINITY;
  return {
    at: instant(toMs),
    count: isTold ? count : 0,
    quantiles: QUANTILES.map((quantile) => {
      const value = isTold ? histogramQuantile(Number(quantile), buckets) : undefined;
      return value === undefined ? undefined : value * secondsPerUnit;
    }),
    shares: isTold ? sharesOf(buckets, count) : [],
  };
}

/** Buckets are read at different moments of a scrape: a wider one cannot hold less than a narrower one. */
function sharesOf(buckets: LatencyStep["buckets"], count: number): readonly number[] {
  let below = 0;
  return buckets.map((bucket) => {
    const upTo = Math.min(count, Math.max(below, bucket.count));
    const share = (upTo - below) / count;
    below = upTo;
    return share;
  });
}
