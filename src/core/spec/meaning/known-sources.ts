import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { Service } from "../../objective/objective.ts";
import { describe, listOf } from "../text/describe.ts";

/**
 * Services whose `source` the settings do not name. They are not left out: whoever follows them shows that they have no
 * data.
 *
 * @param known - the names that the settings give
 */
export function unknownSources(services: readonly Service[], known: readonly string[]): readonly Diagnostic[] {
  return services
    .filter(({ source }) => !known.includes(source))
    .map(({ source, sourcePlace, place }) => {
      const meant = nearest(source, known);
      const names = listOf(known.toSorted().map(describe), "and");
      return {
        ...(sourcePlace ?? place),
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
