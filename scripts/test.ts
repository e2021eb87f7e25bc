import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCLI, startVitest, type Vitest } from "vitest/node";
import { build } from "./build.ts";
import { ensureTools } from "./ensure-tools.ts";
import { ensurePrometheus3 } from "./prometheus-3.ts";

// npm test [-- arguments for vitest]: brings the programs that the tests run, builds, tests, and counts on the last line.

const root = fileURLToPath(new URL("..", import.meta.url));

const tools = await ensureTools(["prometheus", "promtool", "alertmanager", "amtool"]);
process.env.PATH = [...new Set(Object.values(tools).map((file) => dirname(file))), process.env.PATH].join(delimiter);
await ensurePrometheus3();
await build();

const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const vitest = await startVitest(filter, { ...options, root, watch: false });
const { passed, failed } = tally(vitest);
await vitest.close();
// Vitest has set the exit code already when it found no test, or when a threshold was missed.
if (failed > 0) process.exitCode = 1;
process.on("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`));

/** A file that does not load and an error outside any test count as failures: else a crash would look like success. */
function tally({ state }: Vitest): { readonly passed: number; readonly failed: number } {
  const modules = state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const brokenGroups = groups.filter((group) => group.errors().length > 0).length;
  const failedTests = tests.filter((test) => test.result().state === "failed").length;
  return {
    passed: tests.filter((test) => test.result().state === "passed").length,
    failed: failedTests + brokenGroups + state.getUnhandledErrors().length,
  };
}
