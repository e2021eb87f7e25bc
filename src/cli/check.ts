import { type Command, Option } from "commander";
import type { CheckOptions } from "./check/check-specs.ts";

const EXAMPLE = `
Examples:
  headroom check slo-specs/checkout.yaml
  headroom check --prometheus http://127.0.0.1:9090      also what only the data tell: selectors, buckets, retention
  headroom check --config headroom.yaml                  also whether the settings name each source`;

export function register(program: Command): void {
  program
    .command("check")
    .description("Check SLO specs and show everything that is wrong with them, each with its remedy.")
    .argument("[paths...]", "spec files, folders of them, or - for standard input (default: slo-specs)")
    .addOption(
      new Option("--output <form>", "how to show problems (default: text; github inside a GitHub workflow)").choices([
        "text",
        "json",
        "github",
      ]),
    )
    .option("--strict", "fail on warnings too", false)
    .option("--prometheus <url>", "hold the specs against the data of this Prometheus")
    .option("--token-file <file>", "file with the bearer token of that Prometheus")
    .option("--config <file>", "settings file of the service: each source of the specs must be named there")
    .addHelpText("after", EXAMPLE)
    .action(async (paths: readonly string[], options: CheckOptions) => {
      const { checkSpecs } = await import("./check/check-specs.ts");
      process.exitCode = await checkSpecs(paths, options);
    });
}
