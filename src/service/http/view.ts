import { z } from "zod";
import { STATES } from "../../core/budget/states.ts";
import { INDICATOR_KINDS } from "../../core/objective/indicator.ts";
import { NO_DATA_REASONS } from "../../core/objective/reading.ts";

// The shapes of the API's answers: the routes print them, the OpenAPI document is made from them, the UI imports their
// types.

export const stateView = z.enum(STATES).meta({ description: "what a person needs to know first" });
export const missingView = z.enum(NO_DATA_REASONS).meta({
  description:
    "why there is no number: nothing happened, the newest sample is too old, too little was observed, Prometheus gave no answer, or an answer that is no number of events, or what happened does not count",
});

const indicatorKind = z.enum(INDICATOR_KINDS);
const labels = z.record(z.string(), z.string());
const byWindow = z.record(z.string(), z.number().nullable());

const budgetView = z.object({
  remaining: z.number().nullable().meta({
    description:
      "share of the error budget left: 1 = untouched, 0 = used up, negative = overspent; while no data come in, as of the newest sample (ageSeconds)",
  }),
  badEventsLeft: z
    .number()
    .nullable()
    .meta({ description: "bad events that may still happen at the window's present traffic" }),
  secondsToExhaustion: z
    .number()
    .nullable()
    .meta({ description: "seconds until the budget is empty at the present burn; null when it does not shrink" }),
});

const latencyView = z.object({
  "0.5": z.number().nullable(),
  "0.95": z.number().nullable(),
  "0.99": z.number().nullable(),
});

const exclusionView = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable().meta({ description: "null where a condition decides" }),
  reason: z.string().nullable(),
});

/** One SLO, or one group of it. */
export const sloView = z.object({
  service: z.string(),
  slo: z.string(),
  namespace: z.string(),
  owner: z.string().nullable(),
  by: labels.meta({ description: "values of the labels that split the SLO; empty when it is not split" }),
  state: stateView,
  note: z
    .string()
    .nullable()
    .meta({ description: "why there is no number, or what makes the numbers less than exact" }),
  target: z.number().meta({ description: "promised share of good events, 0..1" }),
  window: z.string().meta({ description: "30d for a rolling window; week, month, quarter or year for a calendar one" }),
  windowSeconds: z.number().meta({ description: "length of the window; of a calendar one the longest" }),
  indicator: indicatorKind,
  burnRates: byWindow.meta({
    description:
      "burn rate by window, as a multiple of the sustainable rate; slo is the SLO's own window; null = no data",
  }),
  errorRatios: byWindow.meta({ description: "bad / total by window, 0..1; null = no data" }),
  missing: z.record(z.string(), missingView).meta({ description: "by window: why its burn rate is null" }),
  budget: budgetView,
  exclusion: exclusionView
    .nullable()
    .meta({ description: "set while what happens does not count, as the spec's exclude says" }),
  coverage: z.number().meta({ description: "share of the SLO window that is known, 0..1: observed, or excluded" }),
  coverages: z
    .record(z.string(), z.number())
    .meta({ description: "share of each window that is known, 0..1: observed, or excluded" }),
  excluded: z.record(z.string(), z.number()).meta({ description: "share of each window that does not count, 0..1" }),
  ageSeconds: z.number().nullable().meta({ description: "age of the newest raw sample, by Prometheus' clock" }),
  approximate: z.boolean().meta({ description: "some of the window is counted from rates, not from every raw sample" }),
  latency: latencyView
    .nullable()
    .meta({ description: "p50, p95 and p99 over 5 minutes, in seconds; null for what is no latency SLO" }),
  sparkline: z
    .array(z.number().nullable())
    .optional()
    .meta({ description: "with ?sparkline=N: budget left at N moments over the SLO window, oldest first" }),
  at: z.iso.datetime().meta({ description: "the moment that the numbers speak of, by Prometheus' clock" }),
});
export type SloView = z.infer<typeof sloView>;

/** The same with what is told of one SLO alone. */
const sloGroupView = sloView.extend({
  totals: byWindow.meta({
    description: "all events by window, not always whole since its edges are interpolated; null = no data",
  }),
});
export type SloGroupView = z.infer<typeof sloGroupView>;

export const sloListView = z.object({ items: z.array(sloView) });
export type SloListView = z.infer<typeof sloListView>;

const conditionView = z.object({
  shortWindow: z.string(),
  longWindow: z.string(),
  above: z.number().meta({ description: "burn rate that both windows must exceed" }),
  aboveErrorRatio: z.number().meta({ description: "the same threshold as bad / total" }),
  severity: z.enum(["page", "ticket"]),
});

/** Everything about one SLO. */
export const sloDetailView = z.object({
  service: z.string(),
  slo: z.string(),
  description: z.string().nullable(),
  namespace: z.string(),
  owner: z.string().nullable(),
  source: z.string(),
  labels,
  runbook: z.string().nullable(),
  target: z.number(),
  window: z.string(),
  timezone: z.string().nullable().meta({ description: "of a calendar window" }),
  by: z.array(z.string()),
  place: z.object({ file: z.string(), line: z.number() }),
  prometheusUrl: z.string().nullable().meta({
    description: "where browsers reach the source, as its setting publicUrl says; null where it says nothing",
  }),
  indicator: z.object({
    kind: indicatorKind,
    total: z.string().meta({ description: "PromQL: events per second over 5 minutes" }),
    bad: z.string().meta({ description: "PromQL: bad events per second over 5 minutes" }),
    under: z.number().nullable().meta({ description: "seconds that a good event takes at most, for a latency SLO" }),
  }),
  alerts: z.object({
    burn: z.array(conditionView),
    exhausted: z.enum(["page", "ticket", "off"]),
    noData: z.enum(["page", "ticket", "off"]),
    minBadEvents: z.number(),
  }),
  changes: z
    .array(
      z.object({
        at: z.iso.datetime().meta({ description: "since when the later definition is in use" }),
        says: z.string().meta({ description: "what is another: target 99.9% → 99.5%, what is measured" }),
      }),
    )
    .meta({
      description:
        "of its definition while the service followed it, newest first; what was before is counted by the present one too",
    }),
  groups: z.array(sloGroupView),
});
export type SloDetailView = z.infer<typeof sloDetailView>;

export const historyView = z.object({
  service: z.string(),
  slo: z.string(),
  by: labels,
  stepSeconds: z.number(),
  points: z.array(
    z.object({
      at: z.iso.datetime().meta({ description: "end of the step" }),
      good: z.number().nullable(),
      bad: z.number().nullable(),
      total: z.number().nullable(),
      coverage: z
        .number()
        .meta({ description: "share of the step that is known; the counts of an unknown step are null" }),
      excluded: z.number().meta({ description: "share of the step that does not count" }),
      budgetLeft: z.number().nullable(),
    }),
  ),
});
export type HistoryView = z.infer<typeof historyView>;

/** What an autoscaler reads. */
export const signalView = z.object({
  signal: z.literal("slo_required_replicas"),
  value: z.number().meta({ description: "replicas, to be reached with an average of 1 for each" }),
  ageSeconds: z.number().meta({ description: "since the newest raw sample behind it" }),
  because: z.string(),
});

/** Generated rule files, as `headroom generate` writes them. */
export const rulesView = z.object({ items: z.array(z.object({ path: z.string(), text: z.string() })) });

const placeView = z.object({ file: z.string(), line: z.number(), column: z.number(), length: z.number() });
/** What is wrong with a spec, and where. */
export const diagnosticView = placeView.extend({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  problem: z.string(),
  remedy: z.string(),
  related: z.array(placeView.extend({ note: z.string() })),
});
export type DiagnosticView = z.infer<typeof diagnosticView>;

export const diagnosticsView = z.object({
  items: z.array(diagnosticView),
  leftOut: z.number().meta({ description: "further problems that are not listed" }),
  outdated: z.array(z.string()).meta({ description: "files whose last good content is in use" }),
  unread: z
    .array(z.object({ file: z.string(), problem: z.string() }))
    .meta({ description: "files and folders that are there but cannot be read; they are among the items" }),
  folderProblem: z.string().nullable().meta({ description: "why the spec folder is not used as it is" }),
});
export type DiagnosticsView = z.infer<typeof diagnosticsView>;

export const problemView = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  problem: z.string().meta({ description: "what was found, and what was expected" }),
  remedy: z.string().meta({ description: "what to do" }),
});
export type ProblemView = z.infer<typeof problemView>;
