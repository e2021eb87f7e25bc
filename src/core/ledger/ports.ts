import type { QueryFailure } from "../promql/query-answer.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import type { Instant } from "../units/instant.ts";
import type { Seconds } from "../units/seconds.ts";

/** A question that the ledger wants asked; how it is asked is the adapter's business. */
export type LedgerQuery =
  /** An instant query at `at`: a range selector answers with raw samples, anything else with one sample a series. */
  | { readonly kind: "instant"; readonly promql: string; readonly at: Instant }
  /** A range query, for history. */
  | {
      readonly kind: "range";
      readonly promql: string;
      readonly from: Instant;
      readonly to: Instant;
      readonly step: Seconds;
    };

/**
 * What came back. A partial answer (a store that was left out) counts as failed, never as less data; what the engine
 * remarks on a query goes with its numbers.
 */
export type LedgerAnswer =
  | { readonly kind: "series"; readonly series: readonly SampleSeries[]; readonly remarks?: readonly string[] }
  | { readonly kind: "failed"; readonly reason: FailureReason; readonly message: string };

/** Why a question has no answer; the ledger keeps it with what the question was for. */
export type FailedAnswer = Extract<LedgerAnswer, { readonly kind: "failed" }>;

/**
 * `timeout`: it took too long, so less may be asked next; `invalid`: what came back is no answer, and will not be one
 * later.
 */
export type FailureReason = Exclude<QueryFailure, "rejected">;
