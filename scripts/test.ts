import { delimiter, dirname } from "node:path";
import { build } from "./build.ts";
import { ensureTools } from "../programs/ensure-tools.ts";
import { ensurePrometheus3 } from "../programs/prometheus-3.ts";
import { sayFailure } from "../programs/say.ts";
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
  const tools = await ensureTools(["prometheus", "promtool", "alertmanager", "amtool", "chromium"]);
  const folders = new Set(Object.values(tools).map((file) => dirname(file)));
  process.env.PATH = [...folders, process.env.PATH].join(delimiter);
  await ensurePrometheus3();
  await build();
}
