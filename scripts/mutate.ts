import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { sayFailure } from "../programs/say.ts";

// npm run mutate -- ROOM [FOLDER or FILE]: changes the code of a room of src/core, or of a folder or a file of it, in one
// place after the other, and tells which changes no test of that room or folder notices; a file is judged by the tests
// that lie where it lies. Fails where fewer than 85 % are noticed. Its tools are installed at the first run, apart from
// those that everybody needs.

const root = fileURLToPath(new URL("..", import.meta.url));
const tools = `${root}test/mutation`;
/** Examples of a property for each change: most changes fail the first ones. */
const MOST_RUNS = "5";

const [room, part] = process.argv.slice(2);
const mutated = part === undefined ? room : `${room}/${part}`;
try {
  if (mutated === undefined || !existsSync(`${root}src/core/${mutated}`))
    throw new Error("say which room of src/core, or which folder or file of it: npm run mutate -- ledger counting");
  const isFile = mutated.endsWith(".ts");
  if (!existsSync(`${tools}/node_modules`)) run("npm", ["ci", "--legacy-peer-deps"], tools);
  run(
    process.execPath,
    [
      `${tools}/node_modules/@stryker-mutator/core/bin/stryker.js`,
      "run",
      `${tools}/stryker.config.json`,
      "--mutate",
      `src/core/${mutated}${isFile ? "" : "/**/*.ts"}`,
    ],
    root,
    isFile ? `${dirname(mutated)}/*.test.ts` : `${mutated}/**/*.test.ts`,
  );
} catch (error) {
  sayFailure(error);
}

function run(program: string, args: readonly string[], cwd: string, judgedBy = ""): void {
  const { status, error } = spawnSync(program, args, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, HEADROOM_JUDGED_BY: judgedBy, HEADROOM_MOST_RUNS: MOST_RUNS },
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
