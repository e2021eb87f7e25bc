import type { Located } from "../documents/located.ts";
import { parsePromDuration } from "../units/prom-duration.ts";
import { text } from "./autoscaler-object.ts";
import { parseQuantity } from "./quantity.ts";
import { numberIn, readBehavior } from "./read-behavior.ts";
import { type Fault, fault, followedBy, type ReadAutoscaler, type WrittenMetric } from "./written-autoscaler.ts";

/** What an adapter usually takes the mean of, unless a label of the metric tells. */
const USUAL_SECONDS = 60;

/** A HorizontalPodAutoscaler as a replay has it. */
export function readHpa(root: Located, name: string): ReadAutoscaler {
  const spec = root.at("spec");
  const max = numberIn(spec.at("maxReplicas"));
  if (max === undefined) return { ok: false, fault: fault(spec, "there is no maxReplicas", "add maxReplicas: 40") };
  const metrics = spec.at("metrics").items().map(readMetric);
  const wrong = metrics.find((one) => "problem" in one);
  if (wrong !== undefined && "problem" in wrong) return { ok: false, fault: wrong };
  const all = metrics.flatMap((one) => ("problem" in one ? [] : [one]));
  return {
    ok: true,
    autoscaler: {
      name,
      limits: { min: numberIn(spec.at("minReplicas")) ?? 1, max },
      // What Kubernetes fills in where a manifest has none.
      metrics: all.length === 0 ? [CPU_80] : all,
      behavior: readBehavior(spec.at("behavior")),
    },
  };
}

const CPU_80: WrittenMetric = {
  name: "cpu",
  follows: "cpu",
  target: { kind: "utilization", amount: 80 },
  overSeconds: USUAL_SECONDS,
};

const SOURCES: Readonly<Record<string, string>> = { External: "external", Object: "object", Pods: "pods" };

function readMetric(metric: Located): WrittenMetric | Fault {
  const type = text(metric.at("type"));
  const field = SOURCES[type];
  if (field === undefined) return readResource(metric);
  const source = metric.at(field);
  const name = text(source.at("metric", "name"));
  const target = readTarget(source.at("target"));
  if (target === undefined)
    return fault(
      source.at("target"),
      `${name} has no target that could be met`,
      'write target: {type: AverageValue, averageValue: "40"}',
    );
  const window = parsePromDuration(text(source.at("metric", "selector", "matchLabels", "window")));
  return { name, follows: followedBy(name), target, overSeconds: window ?? USUAL_SECONDS };
}

function readTarget(target: Located): WrittenMetric["target"] | undefined {
  const kind = target.at("type").value === "Value" ? "value" : "averageValue";
  const amount = parseQuantity(text(target.at(kind)));
  return amount === undefined || !(amount > 0) ? undefined : { kind, amount };
}

function readResource(metric: Located): WrittenMetric | Fault {
  const resource = metric.at("type").value === "ContainerResource" ? "containerResource" : "resource";
  const name = metric.at(resource, "name");
  const percent = numberIn(metric.at(resource, "target", "averageUtilization"));
  if (name.value === "cpu" && percent !== undefined)
    return {
      name: "cpu",
      follows: "cpu",
      target: { kind: "utilization", amount: percent },
      overSeconds: USUAL_SECONDS,
    };
  return name.value === "cpu"
    ? fault(name, "CPU in cores needs what a pod requests, which a trace does not tell", "write averageUtilization: 60")
    : fault(name, `${text(name) || "this metric"} is no part of the model`, "replay a copy of the manifest without it");
}
