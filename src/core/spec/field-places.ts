import type { Place } from "../diagnostics/diagnostic.ts";
import { hasNode, type Path } from "./node.ts";
import { readYaml } from "./read-yaml.ts";
import { toReader } from "./reader.ts";
import { startReport } from "./report.ts";
import { toSource } from "./source.ts";

/** Where a field stands in a spec file, by the way to it; undefined when the file does not give it. */
export type FieldPlaces = (path: Path) => Place | undefined;

/** The places in a file that was read before, for what is found out about it later. */
export function fieldPlaces(text: string, file: string): FieldPlaces {
  const report = startReport(toSource(file, text.replace(/^\uFEFF/, "")));
  const root = readYaml(report);
  if (root === undefined) return () => undefined;
  const reader = toReader(root, report);
  return (path) => {
    if (hasNode(root, path)) return reader.placeOf(path);
    // A list of one may be written without its brackets.
    const list = path.slice(0, -1);
    return typeof path.at(-1) === "number" && hasNode(root, list) ? reader.placeOf(list) : undefined;
  };
}
