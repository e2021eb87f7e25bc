import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** All files below a folder, by their paths with slashes; none where there is no such folder. */
export async function fetchSiteFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).replaceAll(sep, "/"), await readFile(path));
  }
  return files;
}
