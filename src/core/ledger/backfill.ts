import { printExpression } from "../promql/print.ts";
import type { Expression } from "../promql/expression.ts";
import { firstValues } from "../sli/first-values.ts";
import { eventRates } from "../sli/rates.ts";
import { instant } from "../units/instant.ts";
import { seconds } from "../units/seconds.ts";
import { cutSpans, type Span, splitSpan } from "./backfill-chunks.ts";
import { mostPlausible } from "./births.ts";
import type { Cell } from "./cell.ts";
import type { Channels } from "./feed-state.ts";
import type { LedgerAnswer, LedgerQuery, SampleSeries } from "./ports.ts";
import type { Stretch } from "./tier.ts";
import type { TrackedObjective } from "./tracked-objective.ts";
import { isCount } from "./valid-sample.ts";

type RangeQuery = Extract<LedgerQuery, { kind: "range" }>;

/** What is asked of each stretch of history: rates of events, and the counts with which new series appeared. */
type Part = "total" | "bad" | "newTotal" | "newCounted";

/** History that is wanted for one objective, step by step. */
interface Chunk {
  readonly tracked: TrackedObjective;
  readonly span: Span;
  /** Only events within (fromMs, toMs] are taken: the rest is known from raw samples. */
  readonly hole: { readonly fromMs: number; readonly toMs: number };
  readonly channels: Channels;
  readonly queries: ReadonlyMap<Part, RangeQuery>;
  readonly answers: Map<Part, readonly SampleSeries[]>;
}

/** History by range queries: what raw samples of the present cannot tell any more. */
export class Backfill {
  readonly #chunks = new Set<Chunk>();
  /** Objectives may share an indicator and so a question. */
  readonly #byQuery = new Map<string, Set<Chunk>>();

  /** Wants what happened within (fromMs, toMs]. */
  add(tracked: TrackedObjective, hole: Chunk["hole"], channels: Channels, nowMs: number): void {
    for (const span of cutSpans(hole.fromMs, hole.toMs, nowMs)) this.#add(toChunk(tracked, span, hole, channels));
  }

  /** Forgets what was wanted for objectives that are no longer followed. */
  retain(tracked: ReadonlySet<TrackedObjective>): void {
    for (const chunk of this.#chunks) if (!tracked.has(chunk.tracked)) this.#drop(chunk);
  }

  /** All open questions, newest history first. */
  plan(): readonly LedgerQuery[] {
    const open = [...this.#chunks].toSorted((a, b) => b.span.toMs - a.span.toMs);
    const queries = open.flatMap(({ queries: parts, answers }) => [...parts].flatMap(([part, query]) => (answers.has(part) ? [] : [query])));
    return [...new Map(queries.map((query) => [keyOf(query), query])).values()];
  }

  ingest(query: RangeQuery, answer: LedgerAnswer): void {
    const key = keyOf(query);
    for (const chunk of this.#byQuery.get(key) ?? []) {
      if (answer.kind === "failed") {
        if (answer.reason !== "unreachable") this.#split(chunk, answer.reason);
        continue;
      }
      for (const [part, asked] of chunk.queries) if (keyOf(asked) === key) chunk.answers.set(part, answer.series);
      if (chunk.answers.size < chunk.queries.size) continue;
      this.#drop(chunk);
      apply(chunk);
    }
  }

  /** What was too much may be answered in halves. One step that took too long is asked again; one without an answer has none. */
  #split(chunk: Chunk, reason: "timeout" | "invalid"): void {
    const halves = splitSpan(chunk.span);
    if (halves.length === 0 && reason === "timeout") return;
    this.#drop(chunk);
    for (const span of halves) this.#add(toChunk(chunk.tracked, span, chunk.hole, chunk.channels));
  }

  #add(chunk: Chunk): void {
    this.#chunks.add(chunk);
    for (const query of chunk.queries.values()) {
      const key = keyOf(query);
      const chunks = this.#byQuery.get(key) ?? new Set<Chunk>();
      this.#byQuery.set(key, chunks.add(chunk));
    }
  }

  #drop(chunk: Chunk): void {
    this.#chunks.delete(chunk);
    for (const query of chunk.queries.values()) {
      const key = keyOf(query);
      const chunks = this.#byQuery.get(key);
      chunks?.delete(chunk);
      if (chunks?.size === 0) this.#byQuery.delete(key);
    }
  }
}

function toChunk(tracked: TrackedObjective, span: Span, hole: Chunk["hole"], channels: Channels): Chunk {
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

const keyOf = ({ promql, from, to, step }: RangeQuery): string => `${from} ${to} ${step} ${promql}`;

function apply({ tracked, span, hole, channels, answers }: Chunk): void {
  const { mayBeAbsent } = eventRates(tracked.objective, seconds(span.stepMs / 1000));
  const read = (part: Part): PointsByCell => pointsByCell(tracked, answers.get(part) ?? [], instant(span.toMs));
  const [bad, newTotal, newCounted] = [read("bad"), read("newTotal"), read("newCounted")];
  const stepSeconds = span.stepMs / 1000;
  for (const [cell, rates] of read("total")) {
    const stretches: Stretch[] = [];
    for (const [endMs, totalRate] of [...rates].toSorted(([a], [b]) => a - b)) {
      const badRate = bad.get(cell)?.get(endMs) ?? (mayBeAbsent ? 0 : Number.NaN);
      // The share of the step that lies in the hole; the rest was counted from raw samples.
      const fromMs = Math.max(endMs - span.stepMs, span.fromMs, hole.fromMs);
      const lengthMs = Math.min(endMs, hole.toMs) - fromMs;
      if (lengthMs <= 0 || !isCount(totalRate) || !isCount(badRate)) continue;
      const first = { total: newTotal.get(cell)?.get(endMs) ?? 0, counted: newCounted.get(cell)?.get(endMs) ?? 0 };
      // Where nothing was seen before, or with more than can be new, it may be a lifetime's count.
      const isNew = rates.has(endMs - span.stepMs) && Math.max(first.total, first.counted) <= mostPlausible(totalRate);
      const countedRate = tracked.countedAs === "good" ? totalRate - Math.min(badRate, totalRate) : badRate;
      const events = (rate: number, firstCount: number): number => (rate * stepSeconds + (isNew ? firstCount : 0)) * (lengthMs / span.stepMs);
      stretches.push({
        endMs: fromMs + lengthMs,
        lengthMs,
        total: channels.total ? events(totalRate, first.total) : 0,
        counted: channels.counted ? events(countedRate, first.counted) : 0,
        observedMs: channels.total ? lengthMs : 0,
      });
    }
    const last = stretches.at(-1);
    if (last === undefined) continue;
    cell.place.bank.addHistory(cell.place.index, stretches);
    tracked.approximateUntilMs = Math.max(tracked.approximateUntilMs, last.endMs);
  }
}

type PointsByCell = ReadonlyMap<Cell, ReadonlyMap<number, number>>;

/** Points by the end of their step. An objective without groups may still get several series: they are summed. */
function pointsByCell(tracked: TrackedObjective, answer: readonly SampleSeries[], atMs: number): PointsByCell {
  const points = new Map<Cell, Map<number, number>>();
  for (const { labels, timestamps, values } of answer) {
    const cell = tracked.cellFor(labels, atMs);
    if (cell === undefined) continue;
    const byEnd = points.get(cell) ?? new Map<number, number>();
    timestamps.forEach((endMs, i) => byEnd.set(endMs, (byEnd.get(endMs) ?? 0) + (values[i] ?? Number.NaN)));
    points.set(cell, byEnd);
  }
  return points;
}
