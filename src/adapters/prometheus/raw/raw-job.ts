import type { DigestPlan } from "../../../core/ledger/past/series-digest.ts";
import type { QueryFailure } from "../../../core/promql/query-answer.ts";
import type { PackedDigests } from "./packed-digests.ts";

/** An answer that is to be read as it comes. */
export interface RawJob {
  /** Streamed chunks, whole series in one piece, or lines of JSON. */
  readonly form: "chunks" | "whole" | "lines";
  readonly plan: DigestPlan;
  readonly replicas: readonly string[];
  /** Labels that series have; all that come when undefined. */
  readonly known: readonly string[] | undefined;
  /** For what comes in one piece. */
  readonly mostBytes: number;
}

/** What the thread is asked, each time for one answer: to begin, to read on, to end, or for more of what is ready. */
export type Asked =
  | { readonly kind: "begin"; readonly job: RawJob }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end" }
  | { readonly kind: "more" };

/** What it tells. */
export type Told =
  | { readonly kind: "digests"; readonly packed: PackedDigests | undefined; readonly isMore: boolean }
  | { readonly kind: "refused"; readonly reason: QueryFailure; readonly message: string }
  | { readonly kind: "unsupported"; readonly message: string };
