import { DEFAULT_PAGE_LABELS, lintRules, type PageLabels } from "../../core/rules/lint.ts";
import { exitCode } from "../exit-code.ts";
import { fetchYamlFiles } from "../fetch-specs.ts";
import { count, countProblems, defaultOutput, hasErrors, type ProblemOutput, showProblems } from "../show-problems.ts";

export interface LintOptions {
  readonly output?: ProblemOutput;
  readonly pageLabel?: PageLabels;
}

/** Looks through rule files for pages on causes and shows them. Returns the exit code. */
export async function lintFiles(
  paths: readonly string[],
  { output = defaultOutput(), pageLabel = DEFAULT_PAGE_LABELS }: LintOptions,
): Promise<number> {
  const files = (await fetchYamlFiles(paths)).map(({ file, text }) => ({ file, text: new TextDecoder().decode(text) }));
  const results = files
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, text }) => lintRules(file, text, pageLabel));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  process.stdout.write(showProblems(diagnostics, new Map(files.map(({ file, text }) => [file, text])), output));
  const sum = (of: "alerts" | "pages"): number => results.reduce((total, result) => total + result[of], 0);
  process.stderr.write(
    `${count(files.length, "file")}, ${count(sum("alerts"), "alert")}, ${sum("pages")} of them paging, ${countProblems(diagnostics)}\n`,
  );
  return hasErrors(diagnostics) ? exitCode.problems : exitCode.done;
}
