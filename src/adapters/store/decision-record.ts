import { z } from "zod";
import { AUTOSCALERS } from "../../core/objective/autoscaler.ts";
import { NO_DATA_REASONS } from "../../core/objective/reading.ts";
import { DEFAULT_FORMULA } from "../../core/objective/scaling-policy.ts";
import { BURN_CLASSES } from "../../core/scaling/decision/decision.ts";
import { ROLLOUT_PROGRESS } from "../../core/scaling/decision/observation.ts";
import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";
import { instant } from "../../core/units/instant.ts";
import { ratio } from "../../core/units/ratio.ts";
import { seconds } from "../../core/units/seconds.ts";

/**
 * A decision as text that stands alone: with its policy and with all that was observed, so that it can be decided
 * again, to the last bit.
 */
export const printRecord = (decision: LoggedDecision): string => JSON.stringify(decision, toJson);

/** The decision of a text; undefined where the text, or what it says, is none. */
export function parseRecord(text: string): LoggedDecision | undefined {
  return recordSchema.safeParse(parseJson(text)).data;
}

/** JSON has neither undefined nor numbers without bounds. */
function toJson(_key: string, value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);
const moment = z.int().transform(instant);
const share = z.number().min(0).max(1).transform(ratio);
const length = z.number().min(0).transform(seconds);
const orUndefined = <T extends z.ZodType>(schema: T) => schema.nullable().transform((value) => value ?? undefined);

const noData = z.object({ kind: z.literal("noData"), reason: z.enum(NO_DATA_REASONS) });
const reading = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion("kind", [z.object({ kind: z.literal("value"), value, at: moment }), noData]);
const numberReading = reading(number);

const rollout = z.object({
  startedAt: moment,
  progress: z.enum(ROLLOUT_PROGRESS),
});

const sloObservation = z.object({
  slo: z.string(),
  burn: z.object({ "5m": numberReading, "30m": numberReading, "1h": numberReading, "6h": numberReading }),
  budgetLeft: numberReading,
  latencyRatio: orUndefined(numberReading),
  isPaging: z.boolean(),
  burnByVersion: z.record(z.string(), number),
});

const memory = z.object({
  correction: orUndefined(
    z.object({
      factor: number,
      burn: number,
      test: orUndefined(z.object({ factor: number, burn: number, loweredAt: orUndefined(moment) })),
      frozenUntil: orUndefined(moment),
    }),
  ),
  forecast: orUndefined(
    z.object({
      trust: number,
      promises: z.array(z.object({ until: moment, demand: number, most: number })),
    }),
  ),
  scatter: orUndefined(z.object({ near: number, far: number, count: number })).optional(),
});

const learned = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("learned"),
    perReplica: number,
    low: number,
    high: number,
    version: z.string().optional(),
  }),
  z.object({ kind: z.literal("at least"), perReplica: number, version: z.string().optional() }),
  z.object({ kind: z.literal("unknown"), because: z.string() }),
]);

const observation = z.object({
  at: moment,
  demand: numberReading,
  saturation: orUndefined(numberReading),
  replicas: reading(z.object({ asked: number, ready: number })),
  slos: z.array(sloObservation),
  versions: z.array(z.string()),
  rollout: orUndefined(rollout),
  clusterTrouble: orUndefined(z.string()),
  // Records from before these fields have none of them.
  backlog: orUndefined(numberReading).optional(),
  partitions: orUndefined(numberReading).optional(),
  season: orUndefined(reading(z.array(z.object({ days: number, growth: number })))).optional(),
  memory: orUndefined(memory).optional(),
  learned: orUndefined(learned).optional(),
});

const because = z.string();
const estimate = <More extends z.ZodRawShape>(more: More) =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("replicas"), replicas: number, because, ...more }),
    z.object({ kind: z.literal("refused"), because, ...more }),
  ]);
const judge = z.string();
const verdict = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("stands"), judge }),
  z.object({ kind: z.literal("changed"), replicas: number, because, judge }),
  z.object({ kind: z.literal("refused"), because, judge }),
]);

const decision = z.object({
  at: moment,
  scaling: z.string(),
  result: estimate({}),
  burn: z.object({ class: z.enum(BURN_CLASSES), because }),
  rollout: orUndefined(rollout),
  estimates: z.array(estimate({ estimator: z.string() })),
  winner: orUndefined(z.string()),
  verdicts: z.array(verdict),
  observation,
});

// Records from before the last two were decided on without them.
const planned = { utilization: share, isCorrected: z.boolean().default(false), spend: number.default(0.2) };
const capacity = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fixed"), perReplica: number, ...planned }),
  z.object({ kind: z.literal("learn"), ...planned }),
]);

/** What stood for "no formula of the author's own" before there was a backlog. */
const FORMER_DEFAULT_FORMULA = "max(demand / (capacity * utilization), replicas * saturation / saturationLimit, floor)";

const policy = z.object({
  name: z.string(),
  target: z.object({ namespace: z.string(), kind: z.string(), name: z.string() }),
  mode: z.enum(["recommend", "publish"]),
  autoscaler: z.enum(AUTOSCALERS),
  slos: z.array(z.string()),
  replicas: orUndefined(z.string()),
  demand: z.string(),
  capacity,
  backlog: orUndefined(z.object({ query: z.string(), drainWithin: length, partitions: orUndefined(z.string()) }))
    .optional()
    .transform((value) => value ?? undefined),
  saturation: orUndefined(z.object({ query: z.string(), limit: share })),
  formula: z.string().transform((text) => (text === FORMER_DEFAULT_FORMULA ? DEFAULT_FORMULA : text)),
  overload: z.object({ boostMax: number, burnAbove: number }),
  change: z.object({ window: length, versionLabel: z.string(), capacityLossMax: number }),
  limits: z.object({ min: number, max: number }),
  stale: z.object({ maxAge: length }),
  // Records from before these fields were decided on by present demand alone, whatever they say.
  startup: length.default(seconds(60)),
  tolerance: share.default(ratio(0.1)),
  schedule: z.array(z.object({ cron: z.string(), timezone: z.string(), duration: length, floor: number })),
  forecast: orUndefined(z.object({ lead: length, days: number }))
    .optional()
    .transform((value) => value ?? undefined),
  place: z.object({ file: z.string(), line: number, column: number, length: number }),
});

const recordSchema = z.object({
  service: z.string(),
  namespace: z.string(),
  policy,
  decision,
}) satisfies z.ZodType<LoggedDecision>;
