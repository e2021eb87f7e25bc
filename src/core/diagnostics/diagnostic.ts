import type { Fault } from "./fault.ts";

/** A place in a user's file. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters the caret line underlines; at least 1. */
  readonly length: number;
}

/** What a user did wrong, where, and the edit that mends it. */
export type Diagnostic = Fault<Place>;

/** The outcome of reading a user's text. Everything wrong is reported at once. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
