import { normalize } from "node:path";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { byPlace } from "../../core/diagnostics/source-text.ts";
import { lintAutoscalers } from "../../core/manifests/lint.ts";
import { type LintResult, lintRules, nothingToLint, type RuleText } from "../../core/rules/lint/lint.ts";
import { pageLabelsOf, type PageLabels } from "../../core/rules/lint/page-labels.ts";
import { exitCode } from "../exit-code.ts";
import { fetchDefaults } from "../fetch-defaults.ts";
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
  const pageLabels =
    pageLabel ?? pageLabelsOf((await fetchDefaults(config === undefined ? {} : { config })).naming.severities);
  const fetched = await fetchYamlFiles(paths, Number.POSITIVE_INFINITY);
  const files = fetched.files.map(({ file, text }) => ({ file, text: new TextDecoder().decode(text) }));
  const inOrder = files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const rules = lintRules(inOrder, pageLabels);
  const { autoscalers, diagnostics: ofAutoscalers } = lintAutoscalers(inOrder);
  const empty = emptyFiles(paths, inOrder, rules);
  const diagnostics = [...rules.diagnostics, ...ofAutoscalers, ...empty, ...fetched.refused].toSorted(byPlace);
  process.stdout.write(showProblems(diagnostics, new Map(files.map(({ file, text }) => [file, text])), output));
  const alerts = `${count(rules.alerts, "alert")}, ${rules.pages} of them paging`;
  const found = [
    ...(rules.alerts > 0 || autoscalers === 0 ? [alerts] : []),
    ...(autoscalers > 0 ? [count(autoscalers, "autoscaler")] : []),
  ];
  process.stderr.write(`${count(files.length, "file")}, ${found.join(", ")}, ${countProblems(diagnostics)}\n`);
  return hasErrors(diagnostics) ? exitCode.problems : exitCode.done;
}

/** Who names a file expects something in it; a folder may hold anything, as long as it holds something. */
function emptyFiles(paths: readonly string[], files: readonly RuleText[], rules: LintResult): readonly Diagnostic[] {
  const empty = files.filter((file) => !rules.files.has(file.file) && lintAutoscalers([file]).autoscalers === 0);
  const names = new Set(paths.map((path) => normalize(path).replaceAll("\\", "/")));
  const named = empty.filter(({ file }) => names.has(file));
  return (empty.length === files.length && named.length === 0 ? empty.slice(0, 1) : named).map(nothingToLint);
}
