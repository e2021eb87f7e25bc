import { fileURLToPath } from "node:url";
import { run } from "../programs/child.ts";
import { type HeadroomProcess, serveHeadroom } from "../test/fixtures/headroom-process.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MAIN = `${ROOT}dist/src/cli/main.js`;

let built: Promise<void> | undefined;

/** A service as users run it: what is measured of sources is the reading of types, too. */
export async function serveBuilt(args: readonly string[]): Promise<HeadroomProcess> {
  built ??= run(process.execPath, [`${ROOT}scripts/build.ts`], { cwd: ROOT });
  await built;
  return serveHeadroom(args, {}, undefined, MAIN);
}
