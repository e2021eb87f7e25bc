import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, type Refusal } from "./refused-entry.ts";

/** An entry that is not read. */
export interface Refused {
  readonly path: string;
  readonly refusal: Refusal;
}

/** What a folder and its subfolders hold, in the order of names. */
export interface FolderEntries {
  /** Those that were looked into, the folder itself among them. */
  readonly folders: readonly string[];
  /** YAML by their names; each is yet to prove that it is a file. */
  readonly files: readonly string[];
  readonly refused: readonly Refused[];
}

/**
 * Lists the YAML files of a folder and its subfolders. Hidden entries are skipped: a mounted ConfigMap keeps its
 * versions in them and links to the present one.
 *
 * @throws what the system says when the folder itself cannot be listed
 */
export async function listEntries(root: string): Promise<FolderEntries> {
  const found = { folders: [], files: [], refused: [] };
  await listInto(found, root);
  return found;
}

interface Found extends FolderEntries {
  readonly folders: string[];
  readonly files: string[];
  readonly refused: Refused[];
}

async function listInto(found: Found, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: "buffer" });
  found.folders.push(folder);
  for (const { entry, name } of entries.map(named).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, name);
    const wanted = !name.startsWith(".") && (entry.isDirectory() || isYaml(name));
    // Such a name cannot be given to the system again as the text that it was read as.
    if (!Buffer.from(name).equals(entry.name)) {
      if (wanted) found.refused.push({ path, refusal: { kind: "name" } });
    } else if (entry.isSymbolicLink() && !wanted) await lookAtLink(found, path, !name.startsWith("."));
    else if (wanted && entry.isDirectory()) await listBelow(found, path);
    else if (wanted) found.files.push(path);
  }
}

interface Named {
  readonly entry: Dirent<Buffer>;
  readonly name: string;
}

const named = (entry: Dirent<Buffer>): Named => ({ entry, name: entry.name.toString() });

/** Whether a name, or a path, is one of a spec. */
export const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

async function listBelow(found: Found, folder: string): Promise<void> {
  try {
    await listInto(found, folder);
  } catch (error) {
    const code = codeOf(error);
    // A folder that was deleted meanwhile is no fault.
    if (code !== "ENOENT" && code !== "ENOTDIR")
      found.refused.push({ path: folder, refusal: { kind: "unreadable", what: "folder", code } });
  }
}

/** A link that is no spec by its name may still be what somebody took for a part of the folder. */
async function lookAtLink(found: Found, path: string, isVisible: boolean): Promise<void> {
  try {
    const target = await stat(path);
    if (isVisible && target.isDirectory()) found.refused.push({ path, refusal: { kind: "folder-link" } });
  } catch (error) {
    if (codeOf(error) === "ELOOP") found.refused.push({ path, refusal: { kind: "circle", wanted: false } });
  }
}
