import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCLI, startVitest, type Vitest } from "vitest/node";

/** Runs tests with vitest's own arguments and counts them on the last line of output. */
export async function runTests(args: readonly string[], config: string): Promise<void> {
  keepCompiled();
  const { filter, options } = parseCLI(["vitest", "run", ...args]);
  const vitest = await startVitest(filter, {
    ...options,
    config,
    root: fileURLToPath(new URL("..", import.meta.url)),
    watch: false,
  });
  const { passed, failed } = tally(vitest);
  await vitest.close();
  // Vitest has set the exit code already when it found no test, or when a threshold was missed.
  if (failed > 0) process.exitCode = 1;
  process.on("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
}

/** What Node compiles for one process is there for the next: a run of all tests starts more than a thousand. */
function keepCompiled(): void {
  const folder = mkdtempSync(join(tmpdir(), "headroom-compiled-"));
  process.env.NODE_COMPILE_CACHE = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
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
