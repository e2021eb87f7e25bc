import { printExpression } from "../promql/print.ts";
import { eventRates } from "../sli/rates.ts";
import { instant, type Instant } from "../units/instant.ts";
import { seconds } from "../units/seconds.ts";
import { cutSpans, type Span, splitSpan } from "./backfill-chunks.ts";
import type { Cell } from "./cell.ts";
import type { Channels } from "./feed-state.ts";
import type { LedgerAnswer, LedgerQuery, SampleSeries } from "./ports.ts";
import type { Stretch } from "./tier.ts";
import type { TrackedObjective } from "./tracked-objective.ts";
import { isCount } from "./valid-sample.ts";

type RangeQuery = Extract<LedgerQuery, { kind: "range" }>;

/** History that is wanted for one objective: the rates of all and of bad events, step by step. */
interface Chunk {
  readonly tracked: TrackedObjective;
  readonly span: Span;
  /** Only events within (fromMs, toMs] are taken: the rest is known from raw samples. */
  readonly hole: { readonly fromMs: number; readonly toMs: number };
  readonly channels: Channels;
  readonly queries: { readonly total: RangeQuery; readonly bad: RangeQuery };
  total: readonly SampleSeries[] | undefined;
  bad: readonly SampleSeries[] | undefined;
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
    const queries = open.flatMap((chunk) => [...(chunk.total === undefined ? [chunk.queries.total] : []), ...(chunk.bad === undefined ? [chunk.queries.bad] : [])]);
    return [...new Map(queries.map((query) => [keyOf(query), query])).values()];
  }

  ingest(query: RangeQuery, answer: LedgerAnswer): void {
    const key = keyOf(query);
    for (const chunk of this.#byQuery.get(key) ?? []) {
      if (answer.kind === "failed") {
        // An answer that is no data will not be better the next time, but half of it may be.
        if (answer.reason === "invalid") this.#split(chunk);
        continue;
      }
      if (keyOf(chunk.queries.total) === key) chunk.total = answer.series;
      if (keyOf(chunk.queries.bad) === key) chunk.bad = answer.series;
      if (chunk.total === undefined || chunk.bad === undefined) continue;
      this.#drop(chunk);
      apply(chunk, chunk.total, chunk.bad);
    }
  }

  #split(chunk: Chunk): void {
    this.#drop(chunk);
    for (const span of splitSpan(chunk.span)) this.#add(toChunk(chunk.tracked, span, chunk.hole, chunk.channels));
  }

  #add(chunk: Chunk): void {
    this.#chunks.add(chunk);
    for (const query of [chunk.queries.total, chunk.queries.bad]) {
      const key = keyOf(query);
      const chunks = this.#byQuery.get(key) ?? new Set<Chunk>();
      this.#byQuery.set(key, chunks.add(chunk));
    }
  }

  #drop(chunk: Chunk): void {
    this.#chunks.delete(chunk);
    for (const query of [chunk.queries.total, chunk.queries.bad]) {
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
  const times = { from: instant(span.fromMs + span.stepMs), to: instant(span.toMs), step };
  const query = (expression: typeof rates.total): RangeQuery => ({ kind: "range", promql: printExpression(expression), ...times });
  return { tracked, span, hole, channels, queries: { total: query(rates.total), bad: query(rates.bad) }, total: undefined, bad: undefined };
}

const keyOf = ({ promql, from, to, step }: RangeQuery): string => `${from} ${to} ${step} ${promql}`;

function apply({ tracked, span, hole, channels }: Chunk, total: readonly SampleSeries[], bad: readonly SampleSeries[]): void {
  const { mayBeAbsent } = eventRates(tracked.objective, seconds(span.stepMs / 1000));
  const newestMs: Instant = instant(span.toMs);
  const badRates = ratesByCell(tracked, bad, newestMs);
  const asGood = tracked.countedAs === "good";
  for (const [cell, rates] of ratesByCell(tracked, total, newestMs)) {
    const stretches: Stretch[] = [];
    for (const [endMs, totalRate] of [...rates].toSorted(([a], [b]) => a - b)) {
      const badRate = badRates.get(cell)?.get(endMs) ?? (mayBeAbsent ? 0 : Number.NaN);
      // The share of the step that lies in the hole; the rest was counted from raw samples.
      const from = Math.max(endMs - span.stepMs, hole.fromMs);
      const lengthMs = Math.min(endMs, hole.toMs) - from;
      if (lengthMs <= 0 || !isCount(totalRate) || !isCount(badRate)) continue;
      const events = (rate: number): number => (rate * lengthMs) / 1000;
      stretches.push({
        endMs: from + lengthMs,
        lengthMs,
        total: channels.total ? events(totalRate) : 0,
        counted: channels.counted ? events(asGood ? totalRate - Math.min(badRate, totalRate) : badRate) : 0,
        observedMs: channels.total ? lengthMs : 0,
      });
    }
    const last = stretches.at(-1);
    if (last === undefined) continue;
    cell.place.bank.addHistory(cell.place.index, stretches);
    tracked.approximateUntilMs = Math.max(tracked.approximateUntilMs, last.endMs);
  }
}

/** Rates by the end of their step. An objective without groups may still get several series: they are summed. */
function ratesByCell(tracked: TrackedObjective, answer: readonly SampleSeries[], atMs: number): ReadonlyMap<Cell, ReadonlyMap<number, number>> {
  const rates = new Map<Cell, Map<number, number>>();
  for (const { labels, timestamps, values } of answer) {
    const cell = tracked.cellFor(labels, atMs);
    if (cell === undefined) continue;
    const byEnd = rates.get(cell) ?? new Map<number, number>();
    timestamps.forEach((endMs, i) => byEnd.set(endMs, (byEnd.get(endMs) ?? 0) + (values[i] ?? Number.NaN)));
    rates.set(cell, byEnd);
  }
  return rates;
}
