import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { Command, CommanderError } from "commander";
import { register as registerCheck } from "./check.ts";
import { register as registerDemo } from "./demo.ts";
import { exitCode } from "./exit-code.ts";
import { describeFailure } from "./failure.ts";
import { register as registerGenerate } from "./generate.ts";
import { register as registerLint } from "./lint.ts";
import { register as registerServe } from "./serve.ts";
import { register as registerStatus } from "./status.ts";
import { UsageError } from "./usage-error.ts";

const program = new Command("headroom")
  .description("SLOs in git: error budgets, burn rates, alert rules and dashboards for Prometheus.")
  .version(ownVersion(), "-V, --version", "print the version")
  .showHelpAfterError("(add --help for the arguments)")
  .exitOverride();

registerCheck(program);
registerGenerate(program);
registerLint(program);
registerServe(program);
registerStatus(program);
registerDemo(program);

try {
  await program.parseAsync();
} catch (error) {
  // Open sockets and watchers would keep a failed command alive, so this is the one place that exits.
  process.exit(report(error));
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
  process.stderr.write(`${describeFailure(error)}\n`);
  return error instanceof UsageError ? exitCode.usage : exitCode.outside;
}

function ownVersion(): string {
  const file = findPackageJSON(import.meta.url);
  const manifest: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new TypeError("package.json has no version");
}
