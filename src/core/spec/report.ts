import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Diagnostic, Place } from "../diagnostics/diagnostic.ts";
import type { Span } from "./node.ts";
import { placeOf, type Source } from "./source.ts";

/** What is wrong at a place, in the words of the user's file. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly problem: string;
  readonly remedy: string;
  readonly severity?: "error" | "warning";
  readonly related?: readonly (Place & { readonly note: string })[];
}

/** Collects what is wrong in one file. */
export interface Report {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
  add(span: Span, finding: Finding): void;
  /** For a fault that a file may repeat thousands of times: only the first of this key is told. */
  addOnce(key: string, span: Span, finding: Finding): void;
  hasErrors(): boolean;
}

/** A report without findings. */
export function startReport(source: Source): Report {
  const diagnostics: Diagnostic[] = [];
  const told = new Set<string>();
  const add = (span: Span, finding: Finding): void => {
    diagnostics.push({ severity: "error", ...finding, ...placeOf(source, span.from, span.to) });
  };
  return {
    source,
    diagnostics,
    add,
    addOnce(key, span, finding) {
      if (!told.has(key)) add(span, finding);
      told.add(key);
    },
    hasErrors: () => diagnostics.some((diagnostic) => diagnostic.severity === "error"),
  };
}
