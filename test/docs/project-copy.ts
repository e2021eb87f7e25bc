import { execFile } from "node:child_process";
import { cp, mkdtemp, realpath, symlink } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./markdown.ts";

const run = promisify(execFile);

/** The project as a clone would have it, in a new folder: blocks may write what they like. */
export async function copyProject(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "headroom-docs-")));
  const project = join(folder, "headroom");
  await copyFiles(await projectFiles(), project);
  await symlink(join(ROOT, "node_modules"), join(project, "node_modules"));
  return project;
}

/** Paths of all files that a clone would have, from the root. */
export async function projectFiles(): Promise<readonly string[]> {
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    maxBuffer: 2 ** 26,
  });
  // A file may be listed and yet be deleted in the work tree.
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

/** Copies files of the project to the same paths below a folder. */
export async function copyFiles(files: readonly string[], folder: string): Promise<void> {
  await Promise.all(files.map((file) => cp(join(ROOT, file), join(folder, file))));
}
