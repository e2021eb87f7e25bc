import type { DiagnosticCode } from "./codes.ts";

/**
 * What is wrong with something that a person wrote: one shape, whoever finds it out.
 *
 * `Where` is its place as far as that is known, and whoever knows more fills it in: nothing yet, a stretch of a text
 * (`Span`), the way to a field, a place in a file (`Place`, which makes it a diagnostic).
 */
export type Fault<Where = unknown, Code extends string = DiagnosticCode> = {
  readonly code: Code;
  readonly severity: "error" | "warning";
  /** What is wrong, with the value that was found. */
  readonly problem: string;
  /** The edit that mends it, as something to type. */
  readonly remedy: string;
} & (unknown extends Where ? unknown : Where & Related<Where>);

interface Related<Where> {
  /** Other places that belong to it, such as the first of two equal names. */
  readonly related?: readonly (Where & { readonly note: string })[];
}

/** A fault that is told at a place which the listener knows: an error unless it says otherwise. */
export type Told<Where> = Omit<Fault, "severity"> & Partial<Pick<Fault, "severity">> & Related<Where>;
