import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Located } from "../documents/located.ts";
import { parsePromDuration } from "../units/prom-duration.ts";
import { SIGNALS } from "../sli/series-names.ts";
import { text } from "./autoscaler-object.ts";
import {
  AVERAGE_OF_ONE,
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

/** Where a metric that is not of the pods' own resources is described, by its type. */
const SOURCES: Readonly<Record<string, string>> = { External: "external", Object: "object", Pods: "pods" };
const RESOURCES: Readonly<Record<string, string>> = { Resource: "resource", ContainerResource: "containerResource" };

/** What is wrong with a HorizontalPodAutoscaler. */
export function lintHpa(root: Located): readonly Diagnostic[] {
  const metrics = root.at("spec", "metrics").items();
  const minReplicas = root.at("spec", "minReplicas");
  const scaleDown = root.at("spec", "behavior", "scaleDown");
  const follows = metrics.some((metric) => nameOf(metric)?.value === SIGNALS.requiredReplicas);
  return [
    ...removedVersion(root.at("apiVersion")),
    ...crossedLimits(root.at("spec"), "minReplicas", "maxReplicas"),
    ...metrics.flatMap(lintMetric),
    ...metrics.flatMap((metric) => lintMemory(metric, scaleDown)),
    // Beside required replicas anything else is judged as what stands beside them.
    ...(follows ? [] : [...metrics.flatMap(resourceName).filter(isMemory).map(memoryKept), ...failingMetrics(metrics)]),
    ...closedWayDown(scaleDown),
    ...(follows ? resourcesBeside(root, metrics.flatMap(resourceName)) : []),
    ...(minReplicas.value === 0
      ? [mayStop(minReplicas, "without demand the workload has no replica", "write minReplicas: 2")]
      : []),
  ];
}

/** Versions of the API that clusters have no more, each with the release that removed it. */
const REMOVED: Readonly<Record<string, string>> = { "autoscaling/v2beta1": "1.25", "autoscaling/v2beta2": "1.26" };

function removedVersion(version: Located): readonly Diagnostic[] {
  const release = REMOVED[text(version)];
  if (release === undefined) return [];
  return [
    {
      ...version.place,
      code: "removed-api-version",
      severity: "error",
      problem: `${text(version)} is gone since Kubernetes ${release}`,
      remedy: "write apiVersion: autoscaling/v2, where each metric has metric.name and target",
    },
  ];
}

/** A metric whose labels say over how long it is a mean, as those of Headroom do. */
function lintMemory(metric: Located, scaleDown: Located): readonly Diagnostic[] {
  const window = sourceOf(metric)?.at("metric", "selector", "matchLabels", "window");
  const memory = window === undefined ? undefined : parsePromDuration(text(window));
  return window === undefined || memory === undefined ? [] : shortWindow(window, memory, scaleDown);
}

const isMemory = ({ value }: Located): boolean => value === "memory";

/** A metric that cannot be had keeps all that the others would give back. */
function failingMetrics(metrics: readonly Located[]): readonly Diagnostic[] {
  if (metrics.length < 2) return [];
  const [first] = metrics.flatMap((metric) => nameOf(metric) ?? []);
  if (first === undefined) return [];
  return [
    blocksScaleDown(
      first,
      `while ${text(first)} cannot be had, nothing is taken away, whatever the other metrics say`,
      "follow one number that stands for all, or watch the condition ScalingActive of the autoscaler",
    ),
  ];
}

const sourceOf = (metric: Located): Located | undefined => {
  const field = SOURCES[text(metric.at("type"))];
  return field === undefined ? undefined : metric.at(field);
};

const nameOf = (metric: Located): Located | undefined => sourceOf(metric)?.at("metric", "name");

function resourceName(metric: Located): readonly Located[] {
  const field = RESOURCES[text(metric.at("type"))];
  return field === undefined ? [] : [metric.at(field, "name")];
}

function lintMetric(metric: Located): readonly Diagnostic[] {
  const source = sourceOf(metric);
  const name = source?.at("metric", "name");
  if (source === undefined || name === undefined) return [];
  if (isFelt(text(name)))
    return [
      ratioTarget(
        name,
        text(name),
        `write name: ${SIGNALS.requiredReplicas} with target: {${AVERAGE_OF_ONE}}, and look at ${text(name)} on a dashboard`,
      ),
    ];
  if (looksFelt(text(name))) return [likelyRatioTarget(name, text(name))];
  if (name.value !== SIGNALS.requiredReplicas) return [];
  // At a workload there is one number; among external metrics the labels tell which is meant.
  const isChosen = text(metric.at("type")) !== "External";
  return [...lintTarget(source.at("target")), ...(isChosen ? [] : lintSelector(source.at("metric", "selector")))];
}

function lintTarget(target: Located): readonly Diagnostic[] {
  const remedy = `write target: {${AVERAGE_OF_ONE}}`;
  const type = target.at("type");
  if (type.value !== "AverageValue")
    return [
      requiredTarget(
        type,
        `with type ${text(type) || "missing"} the replicas are multiplied by the required ones`,
        remedy,
      ),
    ];
  const average = target.at("averageValue");
  return isOne(average)
    ? []
    : [requiredTarget(average, "the required replicas are divided by the average, expected 1", remedy)];
}

function lintSelector(selector: Located): readonly Diagnostic[] {
  const labels = selector.at("matchLabels");
  const expressions = selector.at("matchExpressions").items();
  const isNamed = (label: string): boolean =>
    labels.at(label).isThere ||
    expressions.some(
      (one) =>
        one.at("key").value === label && one.at("operator").value === "In" && one.at("values").items().length === 1,
    );
  return broadSelector(
    labels.isThere ? labels : selector,
    isNamed,
    "write selector: {matchLabels: {service: checkout, scaling: checkout}}",
  );
}
