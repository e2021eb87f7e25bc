import { delimiter, dirname } from "node:path";
import { build } from "./build.ts";
import { sayFailure } from "../programs/say.ts";
import { bringPrograms } from "./programs.ts";
import { runTests } from "./run-tests.ts";

// npm test [-- arguments for vitest]: brings the programs that the tests run, builds, tests, and counts on the last
// line.

try {
  await prepare();
  await runTests(process.argv.slice(2), "vitest.config.ts");
} catch (error) {
  sayFailure(error);
}

async function prepare(): Promise<void> {
  const folders = new Set((await bringPrograms()).map((file) => dirname(file)));
  process.env.PATH = [...folders, process.env.PATH].join(delimiter);
  await build();
}
