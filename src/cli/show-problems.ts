import type { Diagnostic } from "../core/diagnostics/diagnostic.ts";
import { renderGithub, renderJson, renderText } from "../core/diagnostics/render.ts";
import { paintFor } from "./paint.ts";

/** How problems are shown. */
export type ProblemOutput = "text" | "json" | "github";

export const defaultOutput = (): ProblemOutput => (process.env.GITHUB_ACTIONS === "true" ? "github" : "text");

/** More than anybody reads; programs get all of them as JSON. */
const MOST_SHOWN = 1_000;

/** Problems as text for a stream, by default standard output. */
export function showProblems(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  output: ProblemOutput,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const shown = diagnostics.slice(0, MOST_SHOWN);
  const leftOut = diagnostics.length - shown.length;
  switch (output) {
    case "text":
      return `${renderText(shown, sources, paintFor(stream))}${leftOut > 0 ? `\n${unshown(leftOut)}\n` : ""}`;
    case "json":
      return renderJson(diagnostics);
    case "github":
      return `${renderGithub(shown)}${leftOut > 0 ? `::warning::${unshown(leftOut)}\n` : ""}`;
  }
}

const unshown = (leftOut: number): string =>
  `${count(leftOut, "further problem")} not shown; all of them are in --output json`;

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

/** `2 errors, 1 warning`, or `no problems`. */
export function countProblems(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (diagnostics.length === 0) return "no problems";
  return [...(errors > 0 ? [count(errors, "error")] : []), ...(warnings > 0 ? [count(warnings, "warning")] : [])].join(
    ", ",
  );
}

export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
