import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCLI, startVitest, type Vitest } from "vitest/node";
import { build } from "./build.ts";
import { ensureTools } from "../programs/ensure-tools.ts";
import { ensurePrometheus3 } from "../programs/prometheus-3.ts";
import { sayFailure } from "../programs/say.ts";

// npm test [-- arguments for vitest]: brings the programs that the tests run, builds, tests, and counts on the last
// line.

try {
  await prepare();
  await test(process.argv.slice(2));
} catch (error) {
  sayFailure(error);
}

async function prepare(): Promise<void> {
  const tools = await ensureTools(["prometheus", "promtool", "alertmanager", "amtool"]);
  const folders = new Set(Object.values(tools).map((file) => dirname(file)));
  process.env.PATH = [...folders, process.env.PATH].join(delimiter);
  await ensurePrometheus3();
  await build();
}

async function test(args: readonly string[]): Promise<void> {
  const { filter, options } = parseCLI(["vitest", "run", ...args]);
  const vitest = await startVitest(filter, {
    ...options,
    root: fileURLToPath(new URL("..", import.meta.url)),
    watch: false,
  });
  const { passed, failed } = tally(vitest);
  await vitest.close();
  // Vitest has set the exit code already when it found no test, or when a threshold was missed.
  if (failed > 0) process.exitCode = 1;
  process.on("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
}

/** A file that does not load and an error outside any test count as failures: else a crash would look like success. */
function tally({ state }: Vitest): { readonly passed: number; readonly failed: number } {
  const modules = state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const brokenGroups = groups.filter((group) => group.errors().length > 0).length;
  const failedTests = tests.filter((one) => one.result().state === "failed").length;
  return {
    passed: tests.filter((one) => one.result().state === "passed").length,
    failed: failedTests + brokenGroups + state.getUnhandledErrors().length,
  };
}
