import { type Command, Option } from "commander";
import type { CheckOptions } from "./check-specs.ts";
import { exitCode } from "./exit-code.ts";

export function register(program: Command): void {
  program
    .command("check")
    .description("Check SLO specs and show everything that is wrong with them, each with its remedy.")
    .argument("[paths...]", "spec files, folders of them, or - for standard input (default: slo-specs)")
    .addOption(new Option("--output <form>", "how to show problems (default: text; github inside a GitHub workflow)").choices(["text", "json", "github"]))
    .option("--strict", "fail on warnings too", false)
    .addHelpText("after", "\nExample:\n  headroom check slo-specs/checkout.yaml")
    .action(async (paths: readonly string[], options: CheckOptions) => {
      const { checkSpecs } = await import("./check-specs.ts");
      process.exitCode = await checkSpecs(paths, options) ? exitCode.done : exitCode.problems;
    });
}
