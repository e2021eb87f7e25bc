import type { Command } from "commander";
import { flagName, SETTING_TEXTS } from "../adapters/settings/table.ts";

const EXAMPLE = `
Examples:
  headroom serve                                        the Prometheus on this machine, specs from slo-specs/
  headroom serve --prometheus http://prometheus:9090 --listen 127.0.0.1:8081
  headroom serve --print-settings                       each setting, and where its value comes from

Each setting is also read from HEADROOM_* variables (--query-timeout is HEADROOM_QUERY_TIMEOUT) and from headroom.yaml.
A flag wins over a variable, a variable over the file.`;

export function register(program: Command): void {
  const command = program
    .command("serve")
    .description("Follow the SLOs and serve their budgets and burn rates: API, metrics, health.");
  for (const [name, { value, default: usual, says, fileOnly }] of SETTING_TEXTS) {
    if (fileOnly === true) continue;
    command.option(
      value === undefined ? flagName(name) : `${flagName(name)} ${value}`,
      usual === undefined ? says : `${says} (default: ${usual})`,
    );
  }
  command
    .option("--config <file>", "settings file (default: headroom.yaml, where there is one)")
    .option("--print-settings", "print the settings and where they come from, and end")
    .addHelpText("after", EXAMPLE)
    .action(async (flags: Readonly<Record<string, unknown>>) => {
      const { serve } = await import("./serve/serve.ts");
      process.exitCode = await serve(flags, program.version() ?? "");
    });
}
