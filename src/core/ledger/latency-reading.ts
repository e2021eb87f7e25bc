import type { ObjectiveStatus } from "../budget/status.ts";
import type { NoDataReason, Reading } from "../objective/reading.ts";
import { type Instant, instant } from "../units/instant.ts";
import type { Cell } from "./cell.ts";
import { histogramQuantile } from "./histogram-quantile.ts";
import type { BucketIncrease } from "./latency-ring.ts";
import { LATENCY_WINDOW, type TrackedObjective } from "./tracked-objective.ts";

/** p50, p95 and p99 of the last 5 minutes, from memory; undefined for what has no classic histogram. */
export function latencyOf(tracked: TrackedObjective, cell: Cell, at: Instant, closed: NoDataReason | undefined): ObjectiveStatus["latency"] {
  if (tracked.objective.indicator.kind !== "latency" || cell.latency === undefined) return undefined;
  const buckets = cell.latency.since(at - LATENCY_WINDOW * 1000);
  const read = (quantile: number): Reading<number> => readQuantile(quantile, buckets, closed, cell.newestMs ?? at);
  return { "0.5": read(0.5), "0.95": read(0.95), "0.99": read(0.99) };
}

function readQuantile(quantile: number, buckets: readonly BucketIncrease[], closed: NoDataReason | undefined, newestMs: number): Reading<number> {
  if (closed !== undefined) return { kind: "noData", reason: closed };
  const value = histogramQuantile(quantile, buckets);
  return value === undefined ? { kind: "noData", reason: "no-traffic" } : { kind: "value", value, at: instant(Math.round(newestMs)) };
}
