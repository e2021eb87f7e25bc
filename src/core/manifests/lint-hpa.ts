import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Located } from "../documents/located.ts";
import { SIGNALS } from "../sli/series-names.ts";
import { text } from "./autoscaler-object.ts";
import {
  AVERAGE_OF_ONE,
  broadSelector,
  isFelt,
  isOne,
  mayStop,
  ratioTarget,
  requiredTarget,
  resourcesBeside,
} from "./lint-metrics.ts";

/** Where a metric that is not of the pods' own resources is described, by its type. */
const SOURCES: Readonly<Record<string, string>> = { External: "external", Object: "object", Pods: "pods" };
const RESOURCES: Readonly<Record<string, string>> = { Resource: "resource", ContainerResource: "containerResource" };

/** What is wrong with a HorizontalPodAutoscaler. */
export function lintHpa(root: Located): readonly Diagnostic[] {
  const metrics = root.at("spec", "metrics").items();
  const minReplicas = root.at("spec", "minReplicas");
  const follows = metrics.some((metric) => nameOf(metric)?.value === SIGNALS.requiredReplicas);
  return [
    ...metrics.flatMap(lintMetric),
    ...(follows ? resourcesBeside(root, metrics.flatMap(resourceName)) : []),
    ...(minReplicas.value === 0
      ? [mayStop(minReplicas, "without demand the workload has no replica", "write minReplicas: 2")]
      : []),
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
