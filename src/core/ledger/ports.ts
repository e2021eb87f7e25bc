import type { QueryFailure } from "../promql/query-answer.ts";
import type { DigestPlan } from "./past/series-digest.ts";
import type { SeriesList } from "../promql/sample-series.ts";
import type { Selector } from "../promql/selector.ts";
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

/** A question for all raw samples of the past, which are too many to be kept: they are counted as they come. */
export interface RawQuery {
  readonly selector: Selector;
  readonly plan: DigestPlan;
  /** Labels by which nothing but the replica is told: samples of replicas are counted once, as one series without. */
  readonly replicas: readonly string[];
}

/**
 * How raw samples were read. All of them are exact; that there is none is told, and nothing of what was handed over
 * counts: `unsupported` asks for history in another way, from now on.
 */
export type RawAnswer =
  | { readonly kind: "read"; readonly way: "remote read" | "export" | "range selectors" }
  | { readonly kind: "unsupported"; readonly message: string }
  | FailedAnswer;

/** Why raw samples of the past were not read. */
export type UnreadPast = Exclude<RawAnswer, { readonly kind: "read" }>;

/**
 * What came back. A partial answer (a store that was left out) counts as failed, never as less data; what the engine
 * remarks on a query goes with its numbers.
 */
export type LedgerAnswer =
  | { readonly kind: "series"; readonly series: SeriesList; readonly remarks?: readonly string[] }
  | { readonly kind: "failed"; readonly reason: FailureReason; readonly message: string };

/** Why a question has no answer; the ledger keeps it with what the question was for. */
export type FailedAnswer = Extract<LedgerAnswer, { readonly kind: "failed" }>;

/**
 * `timeout`: it took too long, so less may be asked next; `invalid`: what came back is no answer, and will not be one
 * later.
 */
export type FailureReason = Exclude<QueryFailure, "rejected">;
