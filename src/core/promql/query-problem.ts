import type { DiagnosticCode } from "../diagnostics/codes.ts";

/** What is wrong in a query, with offsets into the author's text. */
export interface QueryProblem {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  readonly from: number;
  readonly to: number;
  readonly problem: string;
  readonly remedy: string;
}

/** A query's text as a value, or what is wrong with it. */
export type QueryResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly QueryProblem[] };
