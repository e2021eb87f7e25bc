import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { AlertNaming } from "../objective/alert-naming.ts";
import type { Service } from "../objective/objective.ts";
import { checkAcross } from "./meaning/across.ts";
import type { ReadFile } from "./text/field-places.ts";
import { unknownSources } from "./meaning/known-sources.ts";
import { parseSpec } from "./parse-spec.ts";
import { byPlace } from "../diagnostics/source-text.ts";

/** A spec file as it was read from somewhere. */
export interface SpecFile {
  readonly file: string;
  /** Bytes where the reader has not decoded them; they are checked to be UTF-8. */
  readonly text: string | Uint8Array;
}

/** All that is good, and all that is wrong. */
export interface ParsedSpecs {
  readonly services: readonly Service[];
  readonly diagnostics: readonly Diagnostic[];
  /** The files by name, for places of what is found out later. */
  readonly read: ReadonlyMap<string, ReadFile>;
}

/**
 * Reads a set of spec files. A bad file never takes the others down: every service that is good by itself and
 * clashes with none before it (by file name) is there. The order of the files makes no difference.
 *
 * @param sources - the names that the settings give to Prometheus servers, where they are known
 * @param naming - what the settings call alerts
 */
export async function parseSpecs(
  files: readonly SpecFile[],
  sources?: readonly string[],
  naming?: AlertNaming,
): Promise<ParsedSpecs> {
  const inOrder = files.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const services: Service[] = [];
  const diagnostics: Diagnostic[] = [];
  const read = new Map<string, ReadFile>();
  for (const { file, text } of inOrder) {
    // One after the other: thousands of files at once would only wait for each other.
    const parsed = await parseSpec(text, file, naming);
    read.set(file, parsed.read);
    if (parsed.ok) services.push(parsed.value);
    diagnostics.push(...(parsed.ok ? parsed.warnings : parsed.diagnostics));
  }
  const { accepted, findings } = checkAcross(services);
  if (sources !== undefined) findings.push(...unknownSources(accepted, sources, read));
  return { services: accepted, diagnostics: [...diagnostics, ...findings].toSorted(byPlace), read };
}
