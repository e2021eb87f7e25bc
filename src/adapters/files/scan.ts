import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { fetchEntry } from "./fetch-entry.ts";
import { SPEC_BYTES } from "./file-start.ts";
import { listEntries } from "./folder-entries.ts";
import { codeOf, reasonOf, refusedEntry } from "./refused-entry.ts";

/** One spec file as it was read. `file` is the path as people know it: below the folder's own name. */
export interface ScannedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

export type Scan =
  | {
      readonly kind: "read";
      readonly files: readonly ScannedFile[];
      /** Entries that are not read, and why. */
      readonly refused: readonly Diagnostic[];
      readonly digest: string;
      /** Where a change would change what was read: the folders that were listed, and those that links lead to. */
      readonly folders: readonly string[];
    }
  | { readonly kind: "unreadable"; readonly problem: string };

const MAX_FILES = 20_000;

/**
 * Reads all YAML files of a folder and its subfolders. An entry that cannot be read is told, and is no reason not to
 * read the others. A link that leads out of the folder is refused.
 *
 * @param mostBytes - how much is read of each file
 */
export async function scanSpecs(folder: string, mostBytes: number = SPEC_BYTES): Promise<Scan> {
  try {
    // Resolved once: a folder that is itself a link may be switched while it is read.
    const root = await realpath(folder);
    const entries = await listEntries(root);
    if (entries.files.length > MAX_FILES)
      return { kind: "unreadable", problem: `it holds more than ${MAX_FILES} YAML files` };
    const files: ScannedFile[] = [];
    const nameOf = (path: string): string => join(folder, relative(root, path));
    const refused = entries.refused.map(({ path, refusal }) => refusedEntry(nameOf(path), refusal));
    const folders = new Set(entries.folders);
    for (const path of entries.files) {
      const fetched = await fetchEntry(path, { root, folder }, mostBytes);
      if (fetched.kind === "refused") refused.push(refusedEntry(nameOf(path), fetched.refusal));
      if (fetched.kind !== "read") continue;
      files.push({ file: nameOf(path), bytes: fetched.bytes });
      folders.add(dirname(fetched.target));
    }
    return { kind: "read", files, refused, digest: digestOf(files, refused), folders: [...folders] };
  } catch (error) {
    return { kind: "unreadable", problem: reasonOf(codeOf(error)) };
  }
}

function digestOf(files: readonly ScannedFile[], refused: readonly Diagnostic[]): string {
  const hash = createHash("sha256");
  for (const { file, bytes } of files) hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  for (const { file, problem } of refused) hash.update(`${file}\0refused\0${problem}\0`);
  return hash.digest("hex");
}
