import { placeOf, sourceText } from "../diagnostics/source-text.ts";
import type { Span } from "../diagnostics/span.ts";
import { fileReport } from "./text/file-report.ts";
import { hasNode, nodeAt, type SpecNode } from "./text/node.ts";
import { parseYaml } from "./text/parse-yaml.ts";

/** Some lines of a text, one after the other. */
export interface Lines {
  /** The number of the first, counted from 1. */
  readonly from: number;
  /** The number of the last. */
  readonly to: number;
}

/**
 * The lines in which a spec file gives an SLO, faults in it or not.
 *
 * @param slo - its name
 * @returns undefined where the text has none of that name, or is no YAML that could be read
 */
export function sloLines(text: string, slo: string): Lines | undefined {
  const source = sourceText("", text.replace(/^\uFEFF/, ""));
  const root = parseYaml(fileReport(source));
  const span = root === undefined ? undefined : sloNodes(root).find((node) => isCalled(node, slo));
  if (span === undefined) return undefined;
  const lineOf = (at: number): number => placeOf(source, at, at + 1).line;
  return { from: lineOf(span.from), to: lineOf(lastWord(source.text, span)) };
}

/** YAML counts the ends of lines to what stands before them. */
function lastWord(text: string, { from, to }: Span): number {
  let last = to - 1;
  while (last > from && /\s/.test(text[last] ?? "")) last--;
  return last;
}

function sloNodes(root: SpecNode): readonly SpecNode[] {
  if (!hasNode(root, ["slos"])) return [];
  const slos = nodeAt(root, ["slos"]);
  // A list of one may be written without its brackets.
  return slos.kind === "list" ? slos.items : [slos];
}

function isCalled(node: SpecNode, slo: string): boolean {
  const name = hasNode(node, ["name"]) ? nodeAt(node, ["name"]) : undefined;
  return name?.kind === "scalar" && name.source !== "" && String(name.value) === slo;
}
