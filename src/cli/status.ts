import { type Command, Option } from "commander";
import type { StatusOptions } from "./status/status.ts";

const EXAMPLE = `
Examples:
  headroom status                                                 asks the service at http://127.0.0.1:8080
  headroom status --prometheus http://127.0.0.1:9090 --specs slo-specs     needs no service: computes once
  headroom status --watch --state burning`;

export function register(program: Command): void {
  program
    .command("status")
    .description(
      "Show how the SLOs stand: budget left, burn rates, time until the budget is empty; the most urgent first.",
    )
    .addOption(
      new Option("--url <url>", "a running headroom serve (default: http://127.0.0.1:8080)").conflicts("prometheus"),
    )
    .option("--prometheus <url>", "compute from this Prometheus and the specs, without a service")
    .option("--specs <path>", "spec file or folder, with --prometheus (default: slo-specs)")
    .option("--token-file <file>", "file with the bearer token of the service or of the Prometheus")
    .option("--service <name>", "only this service")
    .addOption(
      new Option("--state <state>", "only SLOs in this state").choices([
        "burning",
        "exhausted",
        "at-risk",
        "no-data",
        "healthy",
      ]),
    )
    .addOption(new Option("--output <form>", "text or json").choices(["text", "json"]).default("text"))
    .option("--watch", "show again every 5 seconds, until interrupted")
    .addHelpText("after", EXAMPLE)
    .action(async (options: StatusOptions) => {
      const { status } = await import("./status/status.ts");
      process.exitCode = await status(options);
    });
}
