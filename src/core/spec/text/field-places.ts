import type { Place } from "../../diagnostics/diagnostic.ts";
import { fieldReport } from "./field-report.ts";
import { hasNode, type Path } from "./node.ts";
import { type ReadFile, readText } from "./read-text.ts";

/** Where a field stands in a spec file, by the way to it; undefined when the file does not give it. */
export type FieldPlaces = (path: Path) => Place | undefined;

/** The places in a file that was read before, for what is found out about it later: it is read again for them. */
export function fieldPlaces(read: ReadFile | undefined): FieldPlaces {
  if (read === undefined) return () => undefined;
  const { root, report } = readText(read);
  if (root === undefined) return () => undefined;
  const fields = fieldReport(root, report);
  return (path) => {
    if (hasNode(root, path)) return fields.placeOf(path);
    // A list of one may be written without its brackets.
    const list = path.slice(0, -1);
    return typeof path.at(-1) === "number" && hasNode(root, list) ? fields.placeOf(list) : undefined;
  };
}
