import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { describe, listOf } from "../text/describe.ts";
import { hasNode, type Path, type SpecNode } from "../text/node.ts";
import { fieldsAt, mapsOfFields, patternOf } from "./field-facts.ts";
import { refusedField } from "./refused-fields.ts";

/** What is said of a field that its map does not have. */
export function unknownField(key: string, path: Path, root: SpecNode): Told<Place> {
  const pattern = patternOf(path);
  const refused = refusedField(key, pattern);
  if (refused !== undefined) return refused;
  const known = fieldsAt(pattern);
  const meant = nearest(key, known);
  const owner = pattern === "" ? "the file" : (pattern.split(".").findLast((step) => step !== "*") ?? "");
  return {
    code: "unknown-field",
    problem: `${owner} has no field ${describe(key)}`,
    remedy:
      meant === undefined
        ? (otherPlace(key, path, root) ?? `its fields are ${listOf(known, "and")}`)
        : `did you mean ${meant}?`,
  };
}

/** Where a field belongs that stands too deep or not deep enough; elsewhere its name means something else. */
function otherPlace(key: string, path: Path, root: SpecNode): string | undefined {
  const pattern = patternOf(path);
  const placeOf = (inner: string): string => inner.replaceAll(".*", "");
  if (pattern !== "" && fieldsAt("").includes(key)) {
    return `delete it: ${key} stands at the top of the file, for every SLO in it; what differs belongs into a file of its own`;
  }
  const around = path
    .map((_, depth) => path.slice(0, depth))
    .findLast((outer) => fieldsAt(patternOf(outer)).includes(key) && !hasNode(root, [...outer, key]));
  if (around !== undefined) return `${key} belongs into ${placeOf(patternOf(around))}`;
  const depthOf = (place: string): number => place.split(".").length;
  const [inside, second] = mapsOfFields()
    .filter(([place, fields]) => fields.includes(key) && (pattern === "" || place.startsWith(`${pattern}.`)))
    .map(([place]) => place)
    .toSorted((a, b) => depthOf(a) - depthOf(b));
  // A name that several maps of one depth have says nothing of which is meant.
  if (inside === undefined || (second !== undefined && depthOf(second) === depthOf(inside))) return undefined;
  return `${key} belongs into ${placeOf(inside)}`;
}
