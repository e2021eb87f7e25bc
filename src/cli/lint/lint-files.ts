import { byPlace } from "../../core/diagnostics/source-text.ts";
import { lintAutoscalers } from "../../core/manifests/lint.ts";
import { lintRules, pageLabelsOf, type PageLabels } from "../../core/rules/lint/lint.ts";
import { exitCode } from "../exit-code.ts";
import { fetchNaming } from "../fetch-naming.ts";
import { fetchYamlFiles } from "../fetch-specs.ts";
import { count, countProblems, defaultOutput, hasErrors, type ProblemOutput, showProblems } from "../show-problems.ts";

export interface LintOptions {
  readonly output?: ProblemOutput;
  readonly pageLabel?: PageLabels;
  readonly config?: string;
}

/** Looks through rules for pages on causes, and through autoscalers for what runs away. Returns the exit code. */
export async function lintFiles(
  paths: readonly string[],
  { output = defaultOutput(), pageLabel, config }: LintOptions,
): Promise<number> {
  const pageLabels = pageLabel ?? pageLabelsOf((await fetchNaming(config === undefined ? {} : { config })).severities);
  const files = (await fetchYamlFiles(paths)).map(({ file, text }) => ({ file, text: new TextDecoder().decode(text) }));
  const inOrder = files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const rules = inOrder.map(({ file, text }) => lintRules(file, text, pageLabels));
  const { autoscalers, diagnostics: ofAutoscalers } = lintAutoscalers(inOrder);
  const diagnostics = [...rules.flatMap((result) => result.diagnostics), ...ofAutoscalers].toSorted(byPlace);
  process.stdout.write(showProblems(diagnostics, new Map(files.map(({ file, text }) => [file, text])), output));
  const sum = (of: "alerts" | "pages"): number => rules.reduce((total, result) => total + result[of], 0);
  const alerts = `${count(sum("alerts"), "alert")}, ${sum("pages")} of them paging`;
  const found = [
    ...(sum("alerts") > 0 || autoscalers === 0 ? [alerts] : []),
    ...(autoscalers > 0 ? [count(autoscalers, "autoscaler")] : []),
  ];
  process.stderr.write(`${count(files.length, "file")}, ${found.join(", ")}, ${countProblems(diagnostics)}\n`);
  return hasErrors(diagnostics) ? exitCode.problems : exitCode.done;
}
