import type { Place } from "../../diagnostics/diagnostic.ts";
import { hasNode, type Path } from "./node.ts";
import { parseYaml } from "./parse-yaml.ts";
import { fieldReport } from "./field-report.ts";
import { fileReport } from "./file-report.ts";
import { sourceText } from "../../diagnostics/source-text.ts";

/** Where a field stands in a spec file, by the way to it; undefined when the file does not give it. */
export type FieldPlaces = (path: Path) => Place | undefined;

/** The places in a file that was read before, for what is found out about it later. */
export function fieldPlaces(text: string, file: string): FieldPlaces {
  const faults = fileReport(sourceText(file, text.replace(/^\uFEFF/, "")));
  const root = parseYaml(faults);
  if (root === undefined) return () => undefined;
  const report = fieldReport(root, faults);
  return (path) => {
    if (hasNode(root, path)) return report.placeOf(path);
    // A list of one may be written without its brackets.
    const list = path.slice(0, -1);
    return typeof path.at(-1) === "number" && hasNode(root, list) ? report.placeOf(list) : undefined;
  };
}
