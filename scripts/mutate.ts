import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sayFailure } from "../programs/say.ts";

// npm run mutate -- ROOM [FILES]: changes the code of a room of src/core in one place after the other, and tells which
// changes no test of that room notices. Fails where fewer than 85 % are noticed. Its tools are installed at the first
// run, apart from those that everybody needs.

const root = fileURLToPath(new URL("..", import.meta.url));
const tools = `${root}test/mutation`;

const [room, files = "**/*.ts"] = process.argv.slice(2);
try {
  if (room === undefined || !existsSync(`${root}src/core/${room}`))
    throw new Error("say which room of src/core: npm run mutate -- budget");
  if (!existsSync(`${tools}/node_modules`)) run("npm", ["ci", "--legacy-peer-deps"], tools);
  run(
    process.execPath,
    [
      `${tools}/node_modules/@stryker-mutator/core/bin/stryker.js`,
      "run",
      `${tools}/stryker.config.json`,
      "--mutate",
      `src/core/${room}/${files}`,
    ],
    root,
  );
} catch (error) {
  sayFailure(error);
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, HEADROOM_MUTATED: room },
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
