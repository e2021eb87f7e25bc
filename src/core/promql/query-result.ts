import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";

/** A query's text as a value, or what is wrong with it, with offsets into the author's text. */
export type QueryResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault<Span>[] };
