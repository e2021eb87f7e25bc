import { type Document, parseAllDocuments } from "yaml";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeOf, type SourceText } from "../diagnostics/source-text.ts";

/** The documents of a YAML text of any origin, with what does not parse in them. */
export interface ParsedDocuments {
  readonly documents: readonly Document.Parsed[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads YAML that another program is for: what stands in it is looked at as far as it parses. */
export function parseDocuments(source: SourceText): ParsedDocuments {
  const documents = parseAllDocuments(source.text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  if (!Array.isArray(documents)) return { documents: [], diagnostics: [] };
  return {
    documents,
    diagnostics: documents
      .flatMap(({ errors }) => errors.slice(0, 1))
      .map((error): Diagnostic => ({
        code: "yaml-syntax",
        severity: "error",
        ...placeOf(source, error.pos[0], error.pos[1]),
        problem: lowerFirst(error.message),
        remedy: "look at the indentation, quotes and brackets here",
      })),
  };
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
