import { hash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { type EntryFolder, type FetchedEntry, fetchEntry, type Reading } from "./fetch-entry.ts";
import { SPEC_BYTES } from "./file-start.ts";
import { listEntries } from "./folder-entries.ts";
import { type FileContent, KnownFiles } from "./known-files.ts";
import { codeOf, reasonOf, refusedEntry } from "./refused-entry.ts";

/** One spec file as it was read. `file` is the path as people know it: below the folder's own name. */
export interface ScannedFile extends FileContent {
  readonly file: string;
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
/** To look at so many entries is some milliseconds of this process, and all of them are under way at the same time. */
const AT_ONCE = 1000;

/**
 * Reads all YAML files of a folder and its subfolders. An entry that cannot be read is told, and is no reason not to
 * read the others. A link that leads out of the folder is refused.
 *
 * @param reading - how much is read of each file, what earlier looks at the same folder have read, and what alone may
 *   have changed since
 */
export async function scanSpecs(folder: string, reading: Partial<Reading> = {}): Promise<Scan> {
  const { most = SPEC_BYTES, known = new KnownFiles(), touched } = reading;
  try {
    // Resolved once: a folder that is itself a link may be switched while it is read.
    const root = await realpath(folder);
    const entries = await listEntries(root);
    if (entries.files.length > MAX_FILES)
      return { kind: "unreadable", problem: `it holds more than ${MAX_FILES} YAML files` };
    const files: ScannedFile[] = [];
    // As it stands before names: nothing for the folder that one is in.
    const shown = join(folder, "x").slice(0, -1);
    const nameOf = (path: string): string => shown + path.slice(root.endsWith(sep) ? root.length : root.length + 1);
    const refused = entries.refused.map(({ path, refusal }) => refusedEntry(nameOf(path), refusal));
    const folders = new Set(entries.folders);
    const targets = new Set<string>();
    for (const [path, fetched] of await fetchAll(entries.files, { root, folder }, { most, known, touched })) {
      if (fetched.kind === "refused") refused.push(refusedEntry(nameOf(path), fetched.refusal));
      if (fetched.kind !== "read") continue;
      const { target, bytes, digest } = fetched;
      files.push({ file: nameOf(path), bytes, digest });
      folders.add(dirname(target));
      targets.add(target);
    }
    known.retain(targets);
    return { kind: "read", files, refused, digest: digestOf(files, refused), folders: [...folders] };
  } catch (error) {
    return { kind: "unreadable", problem: reasonOf(codeOf(error)) };
  }
}

/** Many at the same time, in their order. */
async function fetchAll(
  paths: readonly string[],
  of: EntryFolder,
  reading: Reading,
): Promise<readonly (readonly [path: string, FetchedEntry])[]> {
  const fetched: (readonly [string, FetchedEntry])[] = [];
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const some = paths.slice(from, from + AT_ONCE);
    fetched.push(
      ...(await Promise.all(some.map(async (path) => [path, await fetchEntry(path, of, reading)] as const))),
    );
  }
  return fetched;
}

function digestOf(files: readonly ScannedFile[], refused: readonly Diagnostic[]): string {
  const read = files.map(({ file, digest }) => `${file}\0${digest}\0`);
  const unread = refused.map(({ file, problem }) => `${file}\0refused\0${problem}\0`);
  return hash("sha256", [...read, ...unread].join(""));
}
