import { applyChunk } from "./apply-chunk.ts";
import type { Channels } from "../following/feed-state.ts";
import {
  type Chunk,
  conditionsOnly,
  rangeKey,
  type HistoryQuestions,
  questionsOf,
  type RangeQuery,
  toChunk,
} from "./history-chunk.ts";
import { cutSpans, type HistorySpan, splitSpan } from "./history-spans.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { LedgerAnswer, LedgerQuery } from "../ports.ts";
import { toRemark } from "../../promql/remark.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";

/** A stretch of an objective's history, (fromMs, toMs], that is not counted yet, and the counts that lack it. */
export interface Hole {
  readonly tracked: TrackedObjective;
  readonly fromMs: number;
  readonly toMs: number;
  readonly channels: Channels;
}

/** To forget so many chunks is less than a millisecond of work. */
const AT_ONCE = 25;

/** History by range queries: what raw samples of the present cannot tell any more. */
export class Backfill {
  readonly #chunks = new Set<Chunk>();
  /** Objectives may share an indicator and so a question. */
  readonly #byQuery = new Map<string, Set<Chunk>>();

  /** Wants what happened within (fromMs, toMs]. */
  add(tracked: TrackedObjective, hole: Chunk["hole"], channels: Channels, nowMs: number): void {
    const questions = new Map<number, HistoryQuestions>();
    for (const span of cutSpans(hole.fromMs, hole.toMs, nowMs)) {
      const ofStep = questions.get(span.stepMs) ?? questionsOf(tracked.objective, span.stepMs, tracked.replicas);
      questions.set(span.stepMs, ofStep);
      this.#add(toChunk({ tracked, span, hole, channels, questions: ofStep }));
    }
  }

  /** Wants to know when nothing counted within (fromMs, toMs], and says when all of that is known. */
  addConditions(tracked: TrackedObjective, hole: Chunk["hole"], nowMs: number, onKnown: () => void): void {
    const chunks = cutSpans(hole.fromMs, hole.toMs, nowMs).map((span) =>
      toChunk({ tracked, span, hole, channels: { total: false, counted: false }, questions: conditionsOnly(tracked) }),
    );
    let open = chunks.length;
    for (const chunk of chunks)
      this.#add({
        ...chunk,
        onCounted: () => {
          open -= 1;
          if (open === 0) onKnown();
        },
      });
  }

  /** What is wanted and was not counted yet. */
  get holes(): readonly Hole[] {
    return [...this.#chunks]
      .filter(({ channels }) => channels.total || channels.counted)
      .map(({ tracked, span, hole, channels }) => ({
        tracked,
        fromMs: Math.max(span.fromMs, hole.fromMs),
        toMs: Math.min(span.toMs, hole.toMs),
        channels,
      }))
      .filter(({ fromMs, toMs }) => fromMs < toMs);
  }

  /** Forgets what was wanted for objectives that are no longer followed, some chunks at a time. */
  *retain(tracked: ReadonlySet<TrackedObjective>): Generator<void, void> {
    for (const [i, chunk] of [...this.#chunks].entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      if (!tracked.has(chunk.tracked)) this.#drop(chunk);
    }
  }

  /** All open questions, newest history first. */
  plan(): readonly LedgerQuery[] {
    const open = [...this.#chunks].toSorted((a, b) => b.span.toMs - a.span.toMs);
    const queries = open.flatMap(({ queries: parts, answers }) =>
      [...parts].flatMap(([part, query]) => (answers.has(part) ? [] : [query])),
    );
    return [...new Map(queries.map((query) => [rangeKey(query), query])).values()];
  }

  /** @param faults - takes what an objective throws when its history is counted */
  ingest(query: RangeQuery, answer: LedgerAnswer, faults: ObjectiveFaults): void {
    const key = rangeKey(query);
    for (const chunk of this.#byQuery.get(key) ?? []) {
      if (answer.kind === "failed") {
        if (answer.reason !== "unreachable") this.#split(chunk, answer.reason);
        continue;
      }
      chunk.tracked.historyRemark = toRemark(answer.remarks) ?? chunk.tracked.historyRemark;
      for (const [part, asked] of chunk.queries) if (rangeKey(asked) === key) chunk.answers.set(part, answer.series);
      if (chunk.answers.size < chunk.queries.size) continue;
      this.#drop(chunk);
      faults.guard(chunk.tracked.objective, () => this.#refine(chunk, applyChunk(chunk)));
      chunk.onCounted?.();
    }
  }

  /** Asks for stretches again in finer steps, and a little more on either side, which tells what is usual. */
  #refine(chunk: Chunk, spans: readonly HistorySpan[]): void {
    for (const { fromMs, toMs, stepMs } of spans) {
      const hole = { fromMs: Math.max(fromMs, chunk.hole.fromMs), toMs: Math.min(toMs, chunk.hole.toMs) };
      const span = { fromMs: fromMs - chunk.span.stepMs, toMs: toMs + chunk.span.stepMs, stepMs };
      const { objective, replicas } = chunk.tracked;
      this.#add(toChunk({ ...chunk, span, hole, questions: questionsOf(objective, stepMs, replicas) }));
    }
  }

  /**
   * What was too much may be answered in halves. One step that took too long is asked again; one without an answer has
   * none.
   */
  #split(chunk: Chunk, reason: "timeout" | "invalid"): void {
    const halves = splitSpan(chunk.span);
    if (halves.length === 0 && reason === "timeout") return;
    this.#drop(chunk);
    let open = halves.length;
    const onCounted = (): void => {
      open -= 1;
      if (open === 0) chunk.onCounted?.();
    };
    for (const span of halves) this.#add({ ...toChunk({ ...chunk, span }), onCounted });
  }

  #add(chunk: Chunk): void {
    this.#chunks.add(chunk);
    for (const query of chunk.queries.values()) {
      const key = rangeKey(query);
      const chunks = this.#byQuery.get(key) ?? new Set<Chunk>();
      this.#byQuery.set(key, chunks.add(chunk));
    }
  }

  #drop(chunk: Chunk): void {
    this.#chunks.delete(chunk);
    for (const query of chunk.queries.values()) {
      const key = rangeKey(query);
      const chunks = this.#byQuery.get(key);
      chunks?.delete(chunk);
      if (chunks?.size === 0) this.#byQuery.delete(key);
    }
  }
}
