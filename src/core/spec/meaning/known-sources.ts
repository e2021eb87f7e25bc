import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { Service } from "../../objective/objective.ts";
import { describe, listOf } from "../text/describe.ts";
import { fieldPlaces, type ReadFile } from "../text/field-places.ts";

/**
 * Services whose `source` the settings do not name. They are not left out: whoever follows them shows that they have no
 * data.
 *
 * @param known - the names that the settings give
 * @param read - the files by name, for the places of their fields
 */
export function unknownSources(
  services: readonly Service[],
  known: readonly string[],
  read: ReadonlyMap<string, ReadFile>,
): readonly Diagnostic[] {
  return services
    .filter(({ source }) => !known.includes(source))
    .map(({ source, place }) => {
      const meant = nearest(source, known);
      const names = listOf(known.toSorted().map(describe), "and");
      return {
        ...(fieldPlaces(read.get(place.file))(["source"]) ?? place),
        code: "unknown-source",
        severity: "error",
        problem: `the settings name no source ${describe(source)}; they name ${names}`,
        remedy:
          meant === undefined
            ? `write source: ${listOf(known.toSorted())}, or add sources: {${source}: {url: http://…}} to the settings`
            : `did you mean source: ${meant}?`,
      };
    });
}
