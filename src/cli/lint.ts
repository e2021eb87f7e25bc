import type { CommandSpec } from "./command-spec.ts";
import type { LintOptions } from "./lint/lint-files.ts";
import { collectPageLabel } from "./lint/page-label.ts";
import { SETTINGS_FILE } from "./naming-arguments.ts";
import { problemOutput } from "./shared-arguments.ts";

export const lintCommand: CommandSpec<LintOptions> = {
  name: "lint",
  summary: "Name alerts that page on causes, and autoscalers that run away, in rules and manifests of any origin.",
  positionals: [
    {
      value: "<paths...>",
      says: "rule files, PrometheusRules, HorizontalPodAutoscalers, ScaledObjects, folders of them, or - for standard input",
    },
  ],
  options: {
    output: problemOutput(),
    config: SETTINGS_FILE,
    pageLabel: {
      value: "<label=values>",
      says: "which alerts wake people; repeatable (default: severity=page,critical, and what the settings call pages)",
      parse: collectPageLabel,
    },
  },
  examples: `
Examples:
  headroom lint alert-rules/ autoscaling/
  headroom lint --page-label priority=P1,P2 --page-label severity=critical rules.yaml`,
  async run({ positionals, options }) {
    const { lintFiles } = await import("./lint/lint-files.ts");
    return lintFiles(positionals, options);
  },
};
