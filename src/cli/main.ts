import { Command, CommanderError } from "commander";
import { addCommand } from "./add-command.ts";
import { checkCommand } from "./check.ts";
import type { CommandSpec } from "./command-spec.ts";
import { demoCommand } from "./demo.ts";
import { explainCommand } from "./explain.ts";
import { exitCode } from "./exit-code.ts";
import { describeFailure } from "./failure.ts";
import { generateCommand } from "./generate.ts";
import { lintCommand } from "./lint.ts";
import { ownVersion } from "./own-version.ts";
import { serveCommand } from "./serve.ts";
import { simulateCommand } from "./simulate.ts";
import { statusCommand } from "./status.ts";
import { UsageError } from "./usage-error.ts";

/** All commands, in the order in which the help names them. */
const COMMANDS: readonly CommandSpec[] = [
  checkCommand,
  generateCommand,
  lintCommand,
  serveCommand,
  statusCommand,
  explainCommand,
  simulateCommand,
  demoCommand,
];

const program = new Command("headroom")
  .description("SLOs in git: error budgets, burn rates, alert rules and dashboards for Prometheus.")
  .version(ownVersion(), "-V, --version", "print the version")
  .showHelpAfterError("(add --help for the arguments)")
  .exitOverride();

for (const command of COMMANDS) addCommand(program, command);

// What a service that was told to stop still waits for, such as a Prometheus that hangs, must not keep its process.
program.hook("postAction", (_program, command) => {
  if (command.name() === serveCommand.name) process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  // Open sockets and watchers would keep a failed command alive too. No other file exits.
  process.exit(report(error));
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
  process.stderr.write(`${describeFailure(error)}\n`);
  return error instanceof UsageError ? exitCode.usage : exitCode.outside;
}
