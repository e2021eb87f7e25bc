import { proposeByUtilization } from "./utilization.ts";
import { tolerancesOf, type Tolerances } from "./tolerance.ts";
import type { HpaDefaults, HpaMetric, HpaReading, HpaSeen, HpaSpec } from "./types.ts";

/** The most that the controller can count to: a 32-bit number. */
const MOST_REPLICAS = 2 ** 31 - 1;

/**
 * What the metrics together ask for: the most of them. One that fails keeps the others from taking anything away.
 *
 * @returns how many replicas; undefined where they say too little to act
 */
export function propose(spec: HpaSpec, seen: HpaSeen, defaults: HpaDefaults): number | undefined {
  const tolerances = tolerancesOf(spec, defaults);
  let [most, failed] = [0, 0];
  spec.metrics.forEach((metric, i) => {
    const proposed = proposeOne(metric, seen.readings[i], seen, tolerances);
    if (proposed === undefined) failed++;
    else most = Math.max(most, proposed);
  });
  if (failed >= spec.metrics.length || (failed > 0 && most < seen.replicas)) return undefined;
  return most;
}

function proposeOne(
  metric: HpaMetric,
  reading: HpaReading | undefined,
  seen: HpaSeen,
  tolerances: Tolerances,
): number | undefined {
  switch (metric.kind) {
    case "averageValue":
      return reading?.kind === "value" ? perPod(metric.targetMilli, reading.milli, seen, tolerances) : undefined;
    case "value":
      return reading?.kind === "value" ? byRatio(metric.targetMilli, reading.milli, seen, tolerances) : undefined;
    case "utilization":
      return reading?.kind === "pods"
        ? proposeByUtilization(metric.targetPercent, reading.groups, seen, tolerances)
        : undefined;
  }
}

/** The whole value over what one pod is to have; pods are not looked at, only how many there are. */
function perPod(
  targetMilli: number,
  milli: number | undefined,
  { statusReplicas }: HpaSeen,
  tolerances: Tolerances,
): number | undefined {
  if (milli === undefined) return undefined;
  if (tolerances.bear(milli / (targetMilli * statusReplicas))) return statusReplicas;
  return Math.min(MOST_REPLICAS, Math.ceil(milli / targetMilli));
}

/** As many times the ready pods as the value is of its target. */
function byRatio(
  targetMilli: number,
  milli: number | undefined,
  { replicas, readyReplicas, statusReplicas }: HpaSeen,
  tolerances: Tolerances,
): number | undefined {
  if (milli === undefined) return undefined;
  const ratio = milli / targetMilli;
  if (replicas === 0) return Math.ceil(ratio);
  if (tolerances.bear(ratio)) return replicas;
  // Without any pod there is no ready one to multiply: the controller calls that an error.
  if (statusReplicas === 0) return undefined;
  return Math.min(MOST_REPLICAS, Math.ceil(ratio * readyReplicas));
}
