import { delimiter, dirname } from "node:path";
import { ensureClusterPrograms } from "../programs/cluster-programs.ts";
import { ensureTools } from "../programs/ensure-tools.ts";
import { sayFailure } from "../programs/say.ts";
import { runTests } from "./run-tests.ts";

// npm run test:cluster [-- arguments for vitest]: HPA and KEDA of a real control plane, driven by Headroom. Its
// programs are built once from Go modules; where that cannot be, the last line says SKIPPED and why.

try {
  const programs = await ensureClusterPrograms();
  if (programs.ok) {
    const { prometheus } = await ensureTools(["prometheus"]);
    process.env.PATH = [dirname(prometheus), process.env.PATH].join(delimiter);
    await runTests(process.argv.slice(2), "vitest.cluster.config.ts");
  } else process.stdout.write(`SKIPPED: ${programs.because}\n`);
} catch (error) {
  sayFailure(error);
}
