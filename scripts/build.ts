import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../programs/child.ts";
import { sayFailure } from "../programs/say.ts";
import { buildSite } from "./build-site.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Compiles what is published into `dist`. Old output goes first: a deleted source must not live on there. */
export async function build(): Promise<void> {
  await rm(join(root, "dist"), { recursive: true, force: true });
  await run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"], {
    cwd: root,
  });
  await buildSite();
}

if (import.meta.main) {
  try {
    await build();
  } catch (error) {
    sayFailure(error);
  }
}
