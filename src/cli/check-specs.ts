import type { Diagnostic } from "../core/diagnostics/diagnostic.ts";
import { renderGithub, renderJson, renderText } from "../core/diagnostics/render.ts";
import { paintFor } from "./paint.ts";
import { type ReadSpecs, readSpecs } from "./read-specs.ts";

/** How problems are shown. */
export type CheckOutput = "text" | "json" | "github";

export interface CheckOptions {
  readonly output?: CheckOutput;
  readonly strict: boolean;
}

/** Checks specs and shows what is wrong. @returns whether they pass */
export async function checkSpecs(paths: readonly string[], { output = defaultOutput(), strict }: CheckOptions): Promise<boolean> {
  const specs = await readSpecs(paths);
  process.stdout.write(show(specs, output));
  process.stderr.write(`${summary(specs)}\n`);
  return !specs.diagnostics.some(({ severity }) => strict || severity === "error");
}

const defaultOutput = (): CheckOutput => (process.env.GITHUB_ACTIONS === "true" ? "github" : "text");

function show({ diagnostics, sources }: ReadSpecs, output: CheckOutput): string {
  switch (output) {
    case "text":
      return renderText(diagnostics, sources, paintFor(process.stdout));
    case "json":
      return renderJson(diagnostics);
    case "github":
      return renderGithub(diagnostics);
  }
}

function summary({ services, diagnostics, sources }: ReadSpecs): string {
  const slos = services.reduce((sum, { objectives }) => sum + objectives.length, 0);
  return `${count(sources.size, "file")}, ${count(slos, "SLO")}, ${problems(diagnostics)}`;
}

function problems(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (diagnostics.length === 0) return "no problems";
  return [...(errors > 0 ? [count(errors, "error")] : []), ...(warnings > 0 ? [count(warnings, "warning")] : [])].join(", ");
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
