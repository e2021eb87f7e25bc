import type { Expression } from "../promql/expression.ts";
import { printExpression } from "../promql/print.ts";
import { firstValues } from "../sli/first-values.ts";
import { eventRates } from "../sli/rates.ts";
import { instant } from "../units/instant.ts";
import { seconds } from "../units/seconds.ts";
import type { Channels } from "./feed-state.ts";
import type { Span } from "./history-spans.ts";
import type { LedgerQuery, SampleSeries } from "./ports.ts";
import type { TrackedObjective } from "./tracked-objective.ts";

export type RangeQuery = Extract<LedgerQuery, { kind: "range" }>;

/** What is asked of each stretch of history: rates of events, and the counts with which new series appeared. */
export type Part = "total" | "bad" | "newTotal" | "newCounted";

/** History that is wanted for one objective, step by step. */
export interface Chunk {
  readonly tracked: TrackedObjective;
  readonly span: Span;
  /** Only events within (fromMs, toMs] are taken: the rest is known from raw samples. */
  readonly hole: { readonly fromMs: number; readonly toMs: number };
  readonly channels: Channels;
  readonly queries: ReadonlyMap<Part, RangeQuery>;
  readonly answers: Map<Part, readonly SampleSeries[]>;
}

/** The questions about one stretch of an objective's history. */
export function toChunk(tracked: TrackedObjective, span: Span, hole: Chunk["hole"], channels: Channels): Chunk {
  const step = seconds(span.stepMs / 1000);
  const rates = eventRates(tracked.objective, step);
  const born = firstValues(tracked.objective, step);
  const query = (expression: Expression, fromMs = span.fromMs + span.stepMs): RangeQuery => ({ kind: "range", promql: printExpression(expression), from: instant(fromMs), to: instant(span.toMs), step });
  const queries = new Map<Part, RangeQuery>([
    // One step more than is counted: it tells whether what is new in the first one could have been seen before.
    ["total", query(rates.total, span.fromMs)],
    ["bad", query(rates.bad)],
    ...(born === undefined ? [] : ([["newTotal", query(born.total)], ["newCounted", query(born.part)]] as const)),
  ]);
  return { tracked, span, hole, channels, queries, answers: new Map() };
}

/** Equal for queries that have the same answer. */
export const keyOf = ({ promql, from, to, step }: RangeQuery): string => `${from} ${to} ${step} ${promql}`;
