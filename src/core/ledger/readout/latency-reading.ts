import type { ObjectiveStatus } from "../../budget/status.ts";
import type { NoDataReason, Reading } from "../../objective/reading.ts";
import { QUANTILES } from "../../sli/feeds.ts";
import { type Instant, instant } from "../../units/instant.ts";
import type { Cell } from "../counting/cell.ts";
import { histogramQuantile } from "./histogram-quantile.ts";
import { LATENCY_WINDOW, type TrackedObjective } from "../following/tracked-objective.ts";

/** p50, p95 and p99 of the last 5 minutes, from memory; undefined for what is no latency. */
export function latencyOf(
  tracked: TrackedObjective,
  cell: Cell,
  at: Instant,
  noReading: NoDataReason | undefined,
): ObjectiveStatus["latency"] {
  if (!tracked.hasLatency) return undefined;
  const newestMs = cell.newestMs ?? at;
  const values = valuesOf(tracked, cell, at, newestMs);
  const reason = noReading ?? (values === undefined ? "stale" : undefined);
  const read = (value: number | undefined): Reading<number> => {
    if (reason !== undefined) return { kind: "noData", reason };
    return value === undefined
      ? { kind: "noData", reason: "no-traffic" }
      : { kind: "value", value, at: instant(Math.round(newestMs)) };
  };
  const [p50, p95, p99] = values ?? [];
  return { "0.5": read(p50), "0.95": read(p95), "0.99": read(p99) };
}

/** Undefined when what Prometheus computed is older than the newest sample. */
function valuesOf(
  { secondsPerUnit }: TrackedObjective,
  { latency, quantiles }: Cell,
  at: Instant,
  newestMs: number,
): readonly (number | undefined)[] | undefined {
  if (latency !== undefined) {
    const buckets = latency.since(at - LATENCY_WINDOW * 1000);
    return QUANTILES.map((quantile) => {
      const value = histogramQuantile(Number(quantile), buckets);
      return value === undefined ? undefined : value * secondsPerUnit;
    });
  }
  return quantiles !== undefined && quantiles.atMs >= newestMs ? quantiles.values : undefined;
}
