import type { Diagnostic, Parsed } from "../diagnostics/diagnostic.ts";
import type { Service } from "../objective/objective.ts";
import { NO_SETTINGS, type SpecDefaults } from "../objective/spec-defaults.ts";
import { LIMITS } from "./text/limits.ts";
import { type ReadFile, readText } from "./text/read-text.ts";
import { byPlace } from "../diagnostics/source-text.ts";
import { foreignFinding } from "./foreign.ts";
import { toService } from "./meaning/service.ts";

/** A service or what is wrong with it, and the file that later findings point into. */
export type ParsedSpec = Parsed<Service> & { readonly read: ReadFile };

/**
 * Reads one spec file. Everything that is wrong is reported at once, each cause once.
 *
 * It is asynchronous only because a formula's parser is a large library, loaded when a spec has a formula.
 *
 * @param content - text, or bytes that are yet to prove that they are text
 * @param file - the name that diagnostics carry
 * @param defaults - what holds where the spec does not say
 */
export async function parseSpec(
  content: string | Uint8Array,
  file: string,
  defaults: SpecDefaults = NO_SETTINGS,
): Promise<ParsedSpec> {
  const { report, root, complete } = readText({ file, content });
  const service = root === undefined ? undefined : await toService(root, report, defaults);
  const read = { file, content };
  const diagnostics = capped(report.diagnostics.toSorted(byPlace));
  if (service !== undefined && !report.hasErrors()) return { ok: true, value: service, warnings: diagnostics, read };
  const foreign = complete ? foreignFinding(report.source) : undefined;
  return { ok: false, diagnostics: foreign === undefined ? diagnostics : [foreign], read };
}

/** A hostile or generated file can hold thousands of faults; nobody reads beyond the first hundred. */
function capped(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = diagnostics[LIMITS.findings];
  if (first === undefined) return diagnostics;
  const { file, line, column, length } = first;
  return [
    ...diagnostics.slice(0, LIMITS.findings),
    {
      file,
      line,
      column,
      length,
      code: "too-many-findings",
      severity: "error",
      problem: `${diagnostics.length - LIMITS.findings} more findings follow from here on`,
      remedy: "mend those above first",
    },
  ];
}
