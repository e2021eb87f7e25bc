import type { Located } from "../documents/located.ts";
import { listSelectors } from "../promql/list-selectors.ts";
import { text } from "./autoscaler-object.ts";
import { asksUs, rangesOf } from "./lint-scaled-object.ts";
import { parseQuantity } from "./quantity.ts";
import { numberIn, readBehavior } from "./read-behavior.ts";
import {
  type Fault,
  fault,
  type Followed,
  followedBy,
  type ReadAutoscaler,
  type WrittenMetric,
} from "./written-autoscaler.ts";

/** KEDA's own limits where a manifest has none; none of its workloads sleeps in a replay. */
const USUAL_LIMITS = { min: 1, max: 100 };
/** A query without a range tells the present, one scrape old. */
const NO_RANGE_SECONDS = 15;

/** Triggers on what waits, each with the field of its target. */
const QUEUES: Readonly<Record<string, string>> = {
  kafka: "lagThreshold",
  "apache-kafka": "lagThreshold",
  rabbitmq: "value",
  "aws-sqs-queue": "queueLength",
  "gcp-pubsub": "value",
  "nats-jetstream": "lagThreshold",
  "azure-servicebus": "messageCount",
  "redis-streams": "pendingEntriesCount",
  redis: "listLength",
};

/** A ScaledObject as a replay has it. */
export function readScaledObject(root: Located, name: string): ReadAutoscaler {
  const spec = root.at("spec");
  const formula = spec.at("advanced", "scalingModifiers", "formula");
  if (formula.isThere)
    return {
      ok: false,
      fault: fault(
        formula,
        "a formula of scalingModifiers is not replayed",
        "replay a copy of the manifest with the trigger that decides",
      ),
    };
  const triggers = spec.at("triggers").items().map(readTrigger);
  const wrong = triggers.find((one) => "problem" in one);
  if (wrong !== undefined && "problem" in wrong) return { ok: false, fault: wrong };
  const metrics = triggers.flatMap((one) => ("problem" in one ? [] : [one]));
  if (metrics.length === 0)
    return { ok: false, fault: fault(spec, "there is no trigger", "add triggers:, or replay another manifest") };
  return {
    ok: true,
    autoscaler: {
      name,
      limits: {
        min: Math.max(USUAL_LIMITS.min, numberIn(spec.at("minReplicaCount")) ?? USUAL_LIMITS.min),
        max: numberIn(spec.at("maxReplicaCount")) ?? USUAL_LIMITS.max,
      },
      metrics,
      behavior: readBehavior(spec.at("advanced", "horizontalPodAutoscalerConfig", "behavior")),
    },
  };
}

function readTrigger(trigger: Located): WrittenMetric | Fault {
  const type = text(trigger.at("type"));
  const metadata = trigger.at("metadata");
  const metricType = text(trigger.at("metricType"));
  const kind = metricType === "Value" ? "value" : "averageValue";
  if (asksUs(trigger))
    return { name: type, follows: "required", target: { kind, amount: 1 }, overSeconds: NO_RANGE_SECONDS };
  if (type === "prometheus")
    return withTarget(trigger, metadata.at("threshold"), kind, askedBy(text(metadata.at("query"))));
  if (type === "cpu" && metricType !== "AverageValue")
    return withTarget(trigger, metadata.at("value"), "utilization", { follows: "cpu", overSeconds: 60 });
  const field = QUEUES[type];
  if (field !== undefined)
    return withTarget(trigger, metadata.at(field), kind, { follows: "waiting", overSeconds: NO_RANGE_SECONDS });
  return fault(
    trigger.at("type"),
    `a trigger of type ${type} is no part of the model`,
    "replay a copy of the manifest without it",
  );
}

function withTarget(
  trigger: Located,
  target: Located,
  kind: WrittenMetric["target"]["kind"],
  what: Pick<WrittenMetric, "follows" | "overSeconds">,
): WrittenMetric | Fault {
  const amount = parseQuantity(text(target));
  const name = text(trigger.at("type"));
  return amount === undefined || !(amount > 0)
    ? fault(
        target,
        `the trigger ${name} has no target that could be met`,
        'write threshold: "40", or the field that it has for it',
      )
    : { name, ...what, target: { kind, amount } };
}

function askedBy(query: string): Pick<WrittenMetric, "follows" | "overSeconds"> {
  const overSeconds = Math.max(NO_RANGE_SECONDS, ...rangesOf(query));
  if (/\bhistogram_(?:quantile|avg)\b/.test(query)) return { follows: "latency", overSeconds };
  const each = listSelectors(query).map(({ metric }) => followedBy(metric));
  // A burn as a gate beside a load leaves it a load.
  const [first = "demand"] = ORDER.filter((one) => each.includes(one));
  return { follows: first, overSeconds };
}

/** Of several selectors the one that has a unit of load decides. */
const ORDER: readonly Followed[] = ["required", "demand", "waiting", "latency", "errors", "burn"];
