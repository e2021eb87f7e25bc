import { type Command, InvalidArgumentError, Option } from "commander";
import { exitCode } from "./exit-code.ts";
import type { LintOptions } from "./lint/lint-files.ts";

const EXAMPLE = `
Examples:
  headroom lint alert-rules/
  headroom lint --page-label priority=P1,P2 --page-label severity=critical rules.yaml`;

export function register(program: Command): void {
  program
    .command("lint")
    .description("Name alerts that page on causes (CPU, memory, disk, restarts, queues, …) in any Prometheus rules.")
    .argument("<paths...>", "rule files, PrometheusRule objects, folders of them, or - for standard input")
    .addOption(
      new Option("--output <form>", "how to show problems (default: text; github inside a GitHub workflow)").choices([
        "text",
        "json",
        "github",
      ]),
    )
    .option(
      "--page-label <label=values>",
      "which alerts wake people; repeatable (default: severity=page,critical)",
      collectPageLabel,
    )
    .addHelpText("after", EXAMPLE)
    .action(async (paths: readonly string[], options: LintOptions) => {
      const { lintFiles } = await import("./lint/lint-files.ts");
      process.exitCode = (await lintFiles(paths, options)) ? exitCode.done : exitCode.problems;
    });
}

function collectPageLabel(text: string, labels: LintOptions["pageLabel"] = {}): NonNullable<LintOptions["pageLabel"]> {
  const [, label, values] = /^([a-zA-Z_][a-zA-Z0-9_]*)=(.+)$/.exec(text) ?? [];
  if (label === undefined || values === undefined)
    throw new InvalidArgumentError("Expected label=value,value, such as severity=page,critical.");
  return { ...labels, [label]: [...(labels[label] ?? []), ...values.split(",")] };
}
