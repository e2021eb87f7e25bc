import type { Diagnostic, Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";
import type { Span } from "../../diagnostics/span.ts";
import { placeOf, type SourceText } from "../../diagnostics/source-text.ts";

/** Collects what is wrong in one file. */
export interface FileReport {
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  add(span: Span, fault: Told<Place>): void;
  /** For a fault that a file may repeat thousands of times: only the first of this key is told. */
  addOnce(key: string, span: Span, fault: Told<Place>): void;
  hasErrors(): boolean;
}

/** A report of nothing yet. */
export function fileReport(source: SourceText): FileReport {
  const diagnostics: Diagnostic[] = [];
  const told = new Set<string>();
  const add = (span: Span, fault: Told<Place>): void => {
    diagnostics.push({ severity: "error", ...fault, ...placeOf(source, span.from, span.to) });
  };
  return {
    source,
    diagnostics,
    add,
    addOnce(key, span, fault) {
      if (!told.has(key)) add(span, fault);
      told.add(key);
    },
    hasErrors: () => diagnostics.some((diagnostic) => diagnostic.severity === "error"),
  };
}
