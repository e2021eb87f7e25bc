import { type ReadSpecs, readSpecs } from "./read-specs.ts";
import { count, countProblems, defaultOutput, type ProblemOutput, showProblems } from "./show-problems.ts";

export interface CheckOptions {
  readonly output?: ProblemOutput;
  readonly strict: boolean;
}

/** Checks specs and shows what is wrong. @returns whether they pass */
export async function checkSpecs(paths: readonly string[], { output = defaultOutput(), strict }: CheckOptions): Promise<boolean> {
  const specs = await readSpecs(paths);
  process.stdout.write(showProblems(specs.diagnostics, specs.sources, output));
  process.stderr.write(`${summary(specs)}\n`);
  return !specs.diagnostics.some(({ severity }) => strict || severity === "error");
}

function summary({ services, diagnostics, sources }: ReadSpecs): string {
  const slos = services.reduce((sum, { objectives }) => sum + objectives.length, 0);
  return `${count(sources.size, "file")}, ${count(slos, "SLO")}, ${countProblems(diagnostics)}`;
}
