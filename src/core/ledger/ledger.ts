import type { ObjectiveStatus } from "../budget/status.ts";
import type { Objective } from "../objective/objective.ts";
import type { Instant } from "../units/instant.ts";
import type { Seconds } from "../units/seconds.ts";
import type { HistoryPoint } from "./history-point.ts";
import type { LedgerAnswer, LedgerQuery } from "./ports.ts";

/** Follows raw counters incrementally: each sample is read once, and the burn of any window is two array reads. */
export class Ledger {
  readonly #step: Seconds;

  constructor(options: { readonly step: Seconds }) {
    this.#step = options.step;
  }

  /** Sets what is followed. An objective whose indicator did not change keeps its history; a changed target keeps the counts. */
  follow(_objectives: readonly Objective[], _at: Instant): void {}

  /** The questions of one step: one raw range-selector query per metric name for all SLOs that use it. */
  plan(_at: Instant): readonly LedgerQuery[] {
    return [];
  }

  /** The answers to `plan(at)`, in its order. Failed ones leave the coverage open; the next plan reaches back. */
  ingest(_at: Instant, _answers: readonly LedgerAnswer[]): void {}

  /** Cold start and long gaps: the history that is still wanted, newest first. Empty when there is none. */
  planBackfill(_at: Instant): readonly LedgerQuery[] {
    return [];
  }

  /** The answer to one query of `planBackfill`. A failed one is planned again the next time. */
  ingestBackfill(_query: LedgerQuery, _answer: LedgerAnswer): void {}

  /** Status of every objective, and of every group of it, at `at` (Prometheus' clock). */
  read(_at: Instant): readonly ObjectiveStatus[] {
    return [];
  }

  /** Points for charts, oldest first, from the finest tier that reaches; `objectiveId` as of `objectiveId()`. */
  history(_objectiveId: string, _by: Readonly<Record<string, string>>, _from: Instant, _to: Instant, _step: Seconds): readonly HistoryPoint[] {
    return [];
  }

  /** The step that the ledger was made for. */
  get step(): Seconds {
    return this.#step;
  }
}
