import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Located } from "../documents/located.ts";
import { EXPORTED, RECORDED, SCALING_LABEL, SERVICE_LABEL, SIGNALS } from "../sli/series-names.ts";
import { text } from "./autoscaler-object.ts";

/** The annotation that says why an autoscaler follows CPU or memory beside the required replicas. */
const WHY_RESOURCES = "headroom.dev/why-resources";

/** What users feel, under all its names: as a signal, exported and recorded. None is proportional to replicas. */
const FELT: ReadonlySet<string> = new Set([
  SIGNALS.burnRate,
  SIGNALS.latency,
  SIGNALS.budgetLeft,
  EXPORTED.burnRate,
  EXPORTED.errorRatio,
  EXPORTED.budgetLeft,
  EXPORTED.latency,
  RECORDED.windowErrorRatio,
  RECORDED.budgetLeft,
]);

/** Whether a metric says what users feel, and so does not fall in proportion as replicas are added. */
export const isFelt = (metric: string): boolean => FELT.has(metric) || metric.startsWith("slo:error_ratio:");

/** How others call what users feel. */
const FELT_NAMES =
  /(?:^|[_:.-])(?:latency|latencies|duration|response_?time|p\d{2,3}|quantile|burn_?rate|apdex|error_?(?:ratio|rate|percent\w*|budget))(?=$|[_:.-])/i;
/** Counters and sums of busy time grow with load, whatever is counted. */
const COUNTED = /[_:.](?:count|total|sum|bucket|rps|qps|per_?second)$/i;

/** Whether a metric of somebody else says what users feel, by its name. */
export const looksFelt = (metric: string): boolean => FELT_NAMES.test(metric) && !COUNTED.test(metric);

/** The target of the required replicas, as a remedy has it: divided by one for each replica, the number is itself. */
export const AVERAGE_OF_ONE = 'type: AverageValue, averageValue: "1"';

/** @param found - where the metric is named */
export const ratioTarget = (found: Located, metric: string, remedy: string): Diagnostic => ({
  ...found.place,
  code: "ratio-target",
  severity: "error",
  problem: `${metric} is held at a value, and does not fall in proportion to replicas: they run to the maximum`,
  remedy,
});

/** @param found - where the metric is named, or asked for */
export const likelyRatioTarget = (found: Located, metric: string): Diagnostic => ({
  ...found.place,
  code: "ratio-target",
  severity: "warning",
  problem: `${metric} looks like what users feel, which does not fall in proportion to replicas: they run to the maximum`,
  remedy: "follow the demand, in requests a second for each replica, or the required replicas of Headroom",
});

/** Limits that the API server refuses, by the names that the kind has for them. */
export function crossedLimits(spec: Located, least: string, most: string): readonly Diagnostic[] {
  const [min, max] = [spec.at(least), spec.at(most)];
  if (typeof min.value !== "number" || typeof max.value !== "number" || min.value <= max.value) return [];
  return [
    {
      ...min.place,
      code: "autoscaler-limits",
      severity: "error",
      problem: `${least} is ${min.value}, more than ${most}, ${max.value}`,
      remedy: `write ${least}: ${max.value} and ${most}: ${min.value}, if they were exchanged`,
    },
  ];
}

/** @param found - where the target says what it should not */
export const requiredTarget = (found: Located, problem: string, remedy: string): Diagnostic => ({
  ...found.place,
  code: "required-replicas-target",
  severity: "error",
  problem,
  remedy,
});

/** Labels that make the required replicas one number; `names` tells whether the author gives one of them. */
export function broadSelector(
  found: Located,
  names: (label: string) => boolean,
  remedy: string,
): readonly Diagnostic[] {
  const missing = [SERVICE_LABEL, SCALING_LABEL].filter((label) => !names(label));
  if (missing.length === 0) return [];
  return [
    {
      ...found.place,
      code: "broad-selector",
      severity: "error",
      problem: `several numbers may match: nothing says which ${missing.join(" and ")} is meant`,
      remedy,
    },
  ];
}

/** @param resources - where CPU or memory is named */
export function resourcesBeside(root: Located, resources: readonly Located[]): readonly Diagnostic[] {
  const [first] = resources;
  if (first === undefined || text(root.at("metadata", "annotations", WHY_RESOURCES)).trim() !== "") return [];
  return [
    {
      ...first.place,
      code: "resource-beside-signal",
      severity: "warning",
      problem: `${text(first)} adds replicas that the required ones do not ask for`,
      remedy: `delete it, or say why it is there in the annotation ${WHY_RESOURCES}`,
    },
  ];
}

/** @param found - the minimum that lets the workload have no replica */
export const mayStop = (found: Located, problem: string, remedy: string): Diagnostic => ({
  ...found.place,
  code: "autoscaler-may-stop",
  severity: "warning",
  problem,
  remedy,
});

/** Whether a quantity of Kubernetes is 1. */
export const isOne = (quantity: Located): boolean => {
  const written = text(quantity);
  return written === "1000m" || (written !== "" && Number(written) === 1);
};
