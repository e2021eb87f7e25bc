import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Located } from "../documents/located.ts";
import { listSelectors } from "../promql/list-selectors.ts";
import { parsePromDuration } from "../units/prom-duration.ts";
import { type Seconds, seconds } from "../units/seconds.ts";
import { SCALING_LABEL } from "../sli/series-names.ts";
import { text } from "./autoscaler-object.ts";
import {
  broadSelector,
  crossedLimits,
  isFelt,
  isOne,
  likelyRatioTarget,
  looksFelt,
  mayStop,
  ratioTarget,
  requiredTarget,
  resourcesBeside,
} from "./lint-metrics.ts";
import { blocksScaleDown, closedWayDown, memoryKept, shortWindow } from "./lint-scale-down.ts";

/** What is wrong with a ScaledObject. */
export function lintScaledObject(root: Located): readonly Diagnostic[] {
  const triggers = root.at("spec", "triggers").items();
  const resources = triggers.map((trigger) => trigger.at("type")).filter((type) => RESOURCES.includes(text(type)));
  const advanced = root.at("spec", "advanced");
  const scaleDown = advanced.at("horizontalPodAutoscalerConfig", "behavior", "scaleDown");
  const isFormula = advanced.at("scalingModifiers", "formula").isThere;
  return [
    ...crossedLimits(root.at("spec"), "minReplicaCount", "maxReplicaCount"),
    ...triggers.flatMap(lintTrigger),
    ...triggers.flatMap((trigger) => lintRange(trigger, scaleDown)),
    // What a formula makes of its inputs is seen by nobody here.
    ...(isFormula ? [] : triggers.flatMap(lintLikelyFelt)),
    // Beside required replicas anything else is judged as what stands beside them.
    ...(triggers.some(asksUs)
      ? resourcesBeside(root, resources)
      : [
          ...resources.filter(({ value }) => value === "memory").map(memoryKept),
          ...(root.at("spec", "fallback").isThere || isFormula ? [] : failingTriggers(triggers)),
        ]),
    ...closedWayDown(scaleDown),
    ...lintMinimum(root.at("spec")),
    ...lintFallback(root.at("spec", "fallback", "replicas")),
  ];
}

const RESOURCES = ["cpu", "memory"];

function lintTrigger(trigger: Located): readonly Diagnostic[] {
  switch (text(trigger.at("type"))) {
    case "prometheus":
      return lintPrometheus(trigger.at("metadata"));
    case "external":
    case "external-push":
      return asksUs(trigger) ? [...lintMetricType(trigger), ...lintLabels(trigger.at("metadata"))] : [];
    case "metrics-api":
      return asksUs(trigger) ? [...lintMetricType(trigger), ...lintTargetValue(trigger.at("metadata"))] : [];
    default:
      return [];
  }
}

/** Whether a trigger asks for required replicas: by our scaler's own word, by its address, or by our API's path. */
export function asksUs(trigger: Located): boolean {
  const metadata = trigger.at("metadata");
  switch (text(trigger.at("type"))) {
    case "external":
    case "external-push":
      return metadata.at(SCALING_LABEL).isThere || /^headroom\b/.test(text(metadata.at("scalerAddress")));
    case "metrics-api":
      return text(metadata.at("url")).includes("/api/v1/signals/");
    default:
      return false;
  }
}

function lintPrometheus(metadata: Located): readonly Diagnostic[] {
  const query = metadata.at("query");
  const metrics = listSelectors(text(query)).map(({ metric }) => metric);
  const [felt] = metrics.filter(isFelt);
  const nulls = metadata.at("ignoreNullValues");
  return [
    // A query that reads something else too may use the burn as a gate.
    ...(felt !== undefined && metrics.every(isFelt)
      ? [
          ratioTarget(
            query,
            felt,
            "write a trigger of type external-push on the required replicas, or query the demand",
          ),
        ]
      : []),
    ...(text(nulls) === "false" ? [] : [nullAsZero(nulls)]),
  ];
}

/** A query of somebody else that reads as what users feel: a quantile, a mean of latency, or a metric of that name. */
function lintLikelyFelt(trigger: Located): readonly Diagnostic[] {
  if (trigger.at("type").value !== "prometheus") return [];
  const query = trigger.at("metadata", "query");
  const metrics = listSelectors(text(query)).map(({ metric }) => metric);
  if (metrics.length > 0 && metrics.every(isFelt)) return [];
  const isMean = metrics.some(
    (metric) => metric.endsWith("_sum") && metrics.includes(metric.replace(/_sum$/, "_count")),
  );
  const named = metrics.find(looksFelt);
  if (/\bhistogram_(?:quantile|avg|fraction)\b/.test(text(query))) return [likelyRatioTarget(query, "a quantile")];
  if (isMean) return [likelyRatioTarget(query, "a mean of latencies")];
  return named !== undefined && metrics.every(looksFelt) ? [likelyRatioTarget(query, named)] : [];
}

/** The longest range that a query reads is how long it remembers. */
function lintRange(trigger: Located, scaleDown: Located): readonly Diagnostic[] {
  if (trigger.at("type").value !== "prometheus") return [];
  const query = trigger.at("metadata", "query");
  const ranges = rangesOf(text(query));
  return ranges.length === 0 ? [] : shortWindow(query, seconds(Math.max(...ranges)), scaleDown);
}

/** The ranges that a query reads, those of sub-queries too. */
export const rangesOf = (query: string): readonly Seconds[] =>
  [...query.matchAll(/\[\s*(\w+)\s*[:\]]/g)].flatMap(([, range = ""]) => parsePromDuration(range) ?? []);

/** Triggers that are asked for outside of the cluster, of which one that fails keeps what the others would give back. */
function failingTriggers(triggers: readonly Located[]): readonly Diagnostic[] {
  const asked = triggers.map((trigger) => trigger.at("type")).filter((type) => !INSIDE.has(text(type)));
  const [first] = asked;
  if (first === undefined || triggers.length < 2) return [];
  return [
    blocksScaleDown(
      first,
      `while ${text(first)} cannot be had, nothing is taken away, whatever the other triggers say`,
      "add fallback: {failureThreshold: 3, replicas: 3, behavior: currentReplicasIfHigher}",
    ),
  ];
}

const INSIDE: ReadonlySet<string> = new Set(["cpu", "memory", "cron"]);

const nullAsZero = (found: Located): Diagnostic => ({
  ...found.place,
  code: "null-as-zero",
  severity: "error",
  problem: "an empty answer counts as 0: without data the workload is scaled in",
  remedy: 'write ignoreNullValues: "false"',
});

/** Without a metricType it is AverageValue. */
function lintMetricType(trigger: Located): readonly Diagnostic[] {
  const type = trigger.at("metricType");
  return type.isThere && type.value !== "AverageValue"
    ? [
        requiredTarget(
          type,
          `with metricType ${text(type)} the replicas are multiplied by the required ones`,
          "write metricType: AverageValue",
        ),
      ]
    : [];
}

function lintTargetValue(metadata: Located): readonly Diagnostic[] {
  const target = metadata.at("targetValue");
  return isOne(target)
    ? []
    : [
        requiredTarget(
          target,
          "the required replicas are divided by targetValue, expected 1",
          'write targetValue: "1"',
        ),
      ];
}

const lintLabels = (metadata: Located): readonly Diagnostic[] =>
  broadSelector(
    metadata,
    (label) => metadata.at(label).isThere,
    "write service: checkout and scaling: checkout into metadata",
  );

function lintMinimum(spec: Located): readonly Diagnostic[] {
  const minimum = spec.at("minReplicaCount");
  const idle = spec.at("idleReplicaCount");
  if (!minimum.isThere)
    return [mayStop(minimum, "minReplicaCount is not set, and 0 then: the workload may have no replica", REMEDY)];
  if (minimum.value === 0) return [mayStop(minimum, "without activity the workload has no replica", REMEDY)];
  return idle.value === 0 ? [mayStop(idle, "while idle the workload has no replica", "delete idleReplicaCount")] : [];
}

const REMEDY = "write minReplicaCount: 2";

function lintFallback(replicas: Located): readonly Diagnostic[] {
  if (replicas.value !== 0) return [];
  return [
    {
      ...replicas.place,
      code: "fallback-to-zero",
      severity: "error",
      problem: "when no number can be had, the workload falls back to no replica",
      remedy: "write replicas: 3 with behavior: currentReplicasIfHigher",
    },
  ];
}
