import { z } from "zod";
import { AUTOSCALERS } from "../../objective/autoscaler.ts";
import { LIMITS } from "../text/limits.ts";
import { DEFAULTS } from "./defaults.ts";
import { CRON_PATTERN, LABEL_PATTERN, WORKLOAD_PATTERN } from "./patterns.ts";
import { durationShape, nameShape, queryShape } from "./shape-slo.ts";

const replicasShape = z.int().min(0).max(100_000);
const utilizationShape = z
  .number()
  .gt(0)
  .max(1)
  .optional()
  .describe(
    "The share of the capacity that is planned with, always. Without it 0.8 is, and the capacity is corrected by what the budget burns at planned load.",
  )
  .meta({ examples: [DEFAULTS.capacity.utilization] });

const capacityShape = z
  .strictObject({
    perReplica: z.number().gt(0).max(1e9).optional().describe("Requests a second that one replica serves."),
    learn: z
      .literal(true)
      .optional()
      .describe("Learn it from the past: the load of a replica at which the SLOs that the block names still hold."),
    utilization: utilizationShape,
    spend: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe("The burn that is borne at planned load; 1 spends the whole budget by the end of the window.")
      .meta({ default: DEFAULTS.capacity.spend }),
  })
  .describe("What one replica can take. Give perReplica, or learn: true.")
  .meta({
    oneOf: [{ required: ["perReplica"] }, { required: ["learn"] }],
    examples: [{ perReplica: 50, utilization: 0.8 }],
  });

const backlogShape = z
  .strictObject({
    query: queryShape.describe("How many requests, messages or jobs wait.").meta({ examples: ["sum(orders_waiting)"] }),
    drainWithin: durationShape.describe("Within what time all of it is to be done.").meta({ examples: ["5m"] }),
    partitions: queryShape
      .optional()
      .describe("How many consumers can work at once, where that is bounded: more replicas are never asked for.")
      .meta({ examples: ['max(kafka_topic_partitions{topic="orders"})'] }),
  })
  .describe("Work that waits, as in a queue: replicas are asked for that drain it in time, beside what comes.");

const saturationShape = z
  .strictObject({
    query: queryShape.describe("A query whose result is a share of something that fills up."),
    limit: z.number().gt(0).max(1).describe("The share at which it counts as full."),
  })
  .describe("Something that more replicas relieve.");

const overloadShape = z.strictObject({
  boostMax: z
    .number()
    .min(1)
    .max(10)
    .optional()
    .describe("The factor that a burn may add at most.")
    .meta({ default: DEFAULTS.overload.boostMax }),
  burnAbove: z
    .number()
    .min(1)
    .max(1e6)
    .optional()
    .describe("The burn rate above which it may.")
    .meta({ default: DEFAULTS.overload.burnAbove }),
});

const changeShape = z.strictObject({
  window: durationShape
    .optional()
    .describe("How long after a rollout a burn is blamed on it.")
    .meta({ default: DEFAULTS.change.window }),
  versionLabel: z
    .string()
    .regex(LABEL_PATTERN)
    .optional()
    .describe("The label that names the version.")
    .meta({ default: DEFAULTS.change.versionLabel }),
  capacityLossMax: z
    .number()
    .min(1)
    .max(10)
    .optional()
    .describe("How much a rollout may cost in capacity.")
    .meta({ default: DEFAULTS.change.capacityLossMax }),
});

const limitsShape = z.strictObject({
  min: replicasShape.describe("Replicas at least. 0 lets the workload sleep."),
  max: replicasShape.min(1).describe("Replicas at most."),
});

const staleShape = z.strictObject({
  maxAge: durationShape
    .optional()
    .describe("Older data is an error, never a signal.")
    .meta({ default: DEFAULTS.stale.maxAge }),
});

const scheduleShape = z.strictObject({
  cron: z
    .string()
    .regex(CRON_PATTERN)
    .describe("Five fields: minute, hour, day of the month, month, day of the week.")
    .meta({ examples: ["0 8 * * 1-5"] }),
  timezone: z
    .string()
    .min(1)
    .optional()
    .describe("An IANA time zone.")
    .meta({ default: DEFAULTS.timezone })
    .meta({ examples: ["Europe/Berlin"] }),
  for: durationShape.describe("How long the floor holds.").meta({ examples: ["2h"] }),
  floor: replicasShape.min(1).describe("Replicas at least, meanwhile."),
});

const forecastShape = z
  .strictObject({
    lead: durationShape
      .optional()
      .describe("How far ahead demand is foretold. Default: `startup` and a minute.")
      .meta({ examples: ["10m"] }),
    days: z
      .int()
      .min(2)
      .max(14)
      .optional()
      .describe("How many days back it is compared with; weeks are from 14 on.")
      .meta({ default: DEFAULTS.forecast.days }),
  })
  .describe(
    "A floor from the same time of earlier days. Without it there is none; it switches itself off while it is worse than none.",
  );

/** One entry of `scaling`; what its queries and its formula mean is checked later. */
export const scalingShape = z
  .strictObject({
    name: nameShape.describe("Unique within the service."),
    target: z
      .string()
      .regex(WORKLOAD_PATTERN)
      .describe("The workload: [namespace/]Kind/name.")
      .meta({ examples: ["Deployment/checkout"] }),
    mode: z
      .enum(["recommend", "publish"])
      .optional()
      .describe("recommend publishes nothing and logs everything.")
      .meta({ default: DEFAULTS.scaling.mode }),
    autoscaler: z
      .enum(AUTOSCALERS)
      .optional()
      .describe(
        "What follows the published number: hpa reads the external metrics API, hpa-object reads the custom one at the workload, keda is a ScaledObject; none writes no manifest.",
      )
      .meta({ default: DEFAULTS.scaling.autoscaler }),
    slos: z
      .array(nameShape)
      .max(LIMITS.slosPerFile)
      .optional()
      .describe("Names of SLOs of this file whose burn may boost or freeze. Default: none."),
    replicas: queryShape
      .optional()
      .describe("How many replicas are ready, for where no cluster tells; saturation needs them.")
      .meta({ examples: ['count(up{job="checkout"} == 1)'] }),
    demand: queryShape.describe("Requests a second."),
    capacity: capacityShape,
    backlog: backlogShape.optional(),
    saturation: saturationShape.optional(),
    formula: z
      .string()
      .min(1)
      .optional()
      .describe("Arithmetic that yields replicas.")
      .meta({ default: DEFAULTS.scaling.formula }),
    overload: overloadShape
      .optional()
      .describe("How far a burn under overload may boost. Without it there is no boost."),
    change: changeShape.optional().describe("How rollouts are recognised."),
    limits: limitsShape.describe("Bounds that always hold.").meta({ examples: [{ min: 2, max: 20 }] }),
    stale: staleShape.optional().describe("When data is too old to act on."),
    startup: durationShape
      .optional()
      .describe("How long a new replica takes until it serves: rising demand is met so far ahead.")
      .meta({ default: DEFAULTS.scaling.startup }),
    tolerance: z
      .number()
      .min(0)
      .max(0.5)
      .optional()
      .describe(
        "The share by which the number may miss before the autoscaler acts: 0 where its manifest says tolerance: 0 (Kubernetes 1.35).",
      )
      .meta({ default: DEFAULTS.scaling.tolerance }),
    schedule: z
      .array(scheduleShape)
      .max(LIMITS.listLength)
      .optional()
      .describe("Floors by the clock, to warm up before a known load."),
    forecast: forecastShape.optional(),
  })
  .describe("A workload and how its replicas follow load.");
