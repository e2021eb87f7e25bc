import type { Place } from "../../diagnostics/diagnostic.ts";
import type { SourceText } from "../../diagnostics/source-text.ts";
import { fieldReport } from "./field-report.ts";
import { fileReport } from "./file-report.ts";
import { hasNode, type Path, type SpecNode } from "./node.ts";

/** A spec file as it was read: its text, and its data with their places. */
export interface ReadFile {
  readonly source: SourceText;
  /** Undefined when the text is no YAML that this format takes. */
  readonly root: SpecNode | undefined;
}

/** Where a field stands in a spec file, by the way to it; undefined when the file does not give it. */
export type FieldPlaces = (path: Path) => Place | undefined;

/** The places in a file that was read before, for what is found out about it later; nothing is parsed for them. */
export function fieldPlaces(read: ReadFile | undefined): FieldPlaces {
  if (read?.root === undefined) return () => undefined;
  const { root, source } = read;
  const report = fieldReport(root, fileReport(source));
  return (path) => {
    if (hasNode(root, path)) return report.placeOf(path);
    // A list of one may be written without its brackets.
    const list = path.slice(0, -1);
    return typeof path.at(-1) === "number" && hasNode(root, list) ? report.placeOf(list) : undefined;
  };
}
