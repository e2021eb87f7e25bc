import type { Objective } from "../../objective/objective.ts";
import type { Expression } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import { firstValues } from "../../sli/first-values.ts";
import { excludedWhen } from "../../sli/excluded-when.ts";
import { sampleCounts } from "../../sli/sample-counts.ts";
import { eventRates } from "../../sli/rates.ts";
import { instant } from "../../units/instant.ts";
import { seconds } from "../../units/seconds.ts";
import type { Channels } from "../following/feed-state.ts";
import type { HistorySpan } from "./history-spans.ts";
import type { LedgerQuery } from "../ports.ts";
import type { SeriesList } from "../../promql/sample-series.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";

/** A question about history: one sample for each series and step, from the first moment to the last, both included. */
export type RangeQuery = Extract<LedgerQuery, { kind: "range" }>;

/**
 * What is asked of each stretch of history: rates of events, the counts with which new series appeared, and how many
 * samples there are; and when nothing counted.
 */
export type Part = "total" | "bad" | "newTotal" | "newCounted" | "samples" | "excluded";

/** The same for all chunks of one step, so that texts are made once and kept once. */
export type HistoryQuestions = ReadonlyMap<Part, string>;

/** History that is wanted for one objective, step by step. */
export interface Chunk {
  readonly tracked: TrackedObjective;
  readonly span: HistorySpan;
  /** Only events within (fromMs, toMs] are taken: the rest is known from raw samples. */
  readonly hole: { readonly fromMs: number; readonly toMs: number };
  readonly channels: Channels;
  readonly questions: HistoryQuestions;
  readonly queries: ReadonlyMap<Part, RangeQuery>;
  readonly answers: Map<Part, SeriesList>;
  /** Called once all that it asks for is counted. */
  readonly onCounted?: () => void;
}

/** What is asked of an objective's history in steps of this length, as PromQL. */
export function questionsOf(objective: Objective, stepMs: number, replicas: readonly string[]): HistoryQuestions {
  const step = seconds(stepMs / 1000);
  const rates = eventRates(objective, step, replicas);
  const born = firstValues(objective, step, replicas);
  const samples = sampleCounts(objective, step);
  const excluded = excludedWhen(objective);
  const parts: readonly (readonly [Part, Expression])[] = [
    ["total", rates.total],
    ["bad", rates.bad],
    ...(born === undefined
      ? []
      : ([
          ["newTotal", born.total],
          ["newCounted", born.part],
        ] as const)),
    ...(samples === undefined ? [] : ([["samples", samples]] as const)),
    ...(excluded === undefined ? [] : ([["excluded", excluded]] as const)),
  ];
  return new Map(parts.map(([part, expression]) => [part, printExpression(expression)]));
}

/** The question when nothing counted, alone. */
export function conditionsOnly({ objective }: TrackedObjective): HistoryQuestions {
  const excluded = excludedWhen(objective);
  return new Map(excluded === undefined ? [] : [["excluded", printExpression(excluded)]]);
}

/** How finely conditions of the past are asked: seven days of it are one answer of 10,080 points; 11,000 are allowed. */
export const CONDITION_STEP_MS = 60_000;

/** The questions about one stretch of an objective's history. */
export function toChunk({
  tracked,
  span,
  hole,
  channels,
  questions,
}: Pick<Chunk, "tracked" | "span" | "hole" | "channels" | "questions">): Chunk {
  const queries = new Map(
    [...questions].map(([part, promql]): [Part, RangeQuery] => {
      const stepMs = part === "excluded" ? CONDITION_STEP_MS : span.stepMs;
      // One step more than is counted: it tells whether what is new in the first one could have been seen before.
      const fromMs = part === "total" ? span.fromMs : span.fromMs + stepMs;
      const step = seconds(stepMs / 1000);
      return [part, { kind: "range", promql, from: instant(fromMs), to: instant(span.toMs), step }];
    }),
  );
  return { tracked, span, hole, channels, questions, queries, answers: new Map() };
}

/** Equal for queries that have the same answer. */
export const rangeKey = ({ promql, from, to, step }: RangeQuery): string => `${from} ${to} ${step} ${promql}`;
