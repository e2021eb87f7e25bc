import { hash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
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

/** A folder as it was read. */
export interface FolderScan {
  readonly kind: "read";
  readonly files: readonly ScannedFile[];
  /** Entries that are not read, and why. */
  readonly refused: readonly Diagnostic[];
  readonly digest: string;
  /** Where a change would change what was read: the folders that were listed, and those that links lead to. */
  readonly folders: readonly string[];
}

export type Scan = FolderScan | { readonly kind: "unreadable"; readonly problem: string };

const MAX_FILES = 20_000;
/** To look at so many entries is some milliseconds of this process, and all of them are under way at the same time. */
const AT_ONCE = 1000;

/**
 * Looks again at files of a folder that was read before, and at nothing else.
 *
 * @param paths - the files, below the folder's true path
 * @returns undefined where they are not all read as before, each in its place: then all is to be looked at
 */
export async function rescanFiles(
  folder: string,
  before: FolderScan,
  paths: Iterable<string>,
  known: KnownFiles,
): Promise<FolderScan | undefined> {
  try {
    const root = await realpath(folder);
    const nameOf = namesIn(folder, root);
    const places = new Map(before.files.map(({ file }, i) => [file, i]));
    const files = [...before.files];
    for (const path of paths) {
      const file = nameOf(path);
      const place = places.get(file);
      const fetched = await fetchEntry(path, { root, folder }, { most: SPEC_BYTES, known });
      if (place === undefined || fetched.kind !== "read" || fetched.target !== path) return undefined;
      files[place] = { file, bytes: fetched.bytes, digest: fetched.digest };
    }
    return { ...before, files, digest: digestOf(files, before.refused) };
  } catch {
    // What is wrong with the folder is told by the look at all of it.
    return undefined;
  }
}

/**
 * Reads all YAML files of a folder and its subfolders. An entry that cannot be read is told, and is no reason not to
 * read the others. A link that leads out of the folder is refused.
 *
 * @param reading - how much is read of each file, and what earlier looks at the same folder have read
 */
export async function scanSpecs(folder: string, reading: Partial<Reading> = {}): Promise<Scan> {
  const { most = SPEC_BYTES, known = new KnownFiles() } = reading;
  try {
    // Resolved once: a folder that is itself a link may be switched while it is read.
    const root = await realpath(folder);
    const entries = await listEntries(root);
    if (entries.files.length > MAX_FILES)
      return { kind: "unreadable", problem: `it holds more than ${MAX_FILES} YAML files` };
    const files: ScannedFile[] = [];
    const nameOf = namesIn(folder, root);
    const refused = entries.refused.map(({ path, refusal }) => refusedEntry(nameOf(path), refusal));
    const folders = new Set(entries.folders);
    const targets = new Set<string>();
    for await (const some of fetchAll(entries.files, { root, folder }, { most, known })) {
      for (const [path, fetched] of some) {
        if (fetched.kind === "refused") refused.push(refusedEntry(nameOf(path), fetched.refusal));
        if (fetched.kind !== "read") continue;
        const { target, bytes, digest } = fetched;
        files.push({ file: nameOf(path), bytes, digest });
        folders.add(dirname(target));
        targets.add(target);
      }
    }
    known.retain(targets);
    // Others have their turn: of thousands of files each of these is some milliseconds, and so is what comes of them.
    await setImmediate();
    return { kind: "read", files, refused, digest: digestOf(files, refused), folders: [...folders] };
  } catch (error) {
    return { kind: "unreadable", problem: reasonOf(codeOf(error)) };
  }
}

/** How people know the files below a folder, whose true path is `root`. */
function namesIn(folder: string, root: string): (path: string) => string {
  // As it stands before names: nothing for the folder that one is in.
  const shown = join(folder, "x").slice(0, -1);
  const start = root.endsWith(sep) ? root.length : root.length + 1;
  return (path) => shown + path.slice(start);
}

/** Many at the same time, in their order. */
async function* fetchAll(
  paths: readonly string[],
  of: EntryFolder,
  reading: Reading,
): AsyncGenerator<readonly (readonly [path: string, FetchedEntry])[], void> {
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const some = paths.slice(from, from + AT_ONCE);
    yield await Promise.all(some.map(async (path) => [path, await fetchEntry(path, of, reading)] as const));
  }
}

function digestOf(files: readonly ScannedFile[], refused: readonly Diagnostic[]): string {
  const read = files.map(({ file, digest }) => `${file}\0${digest}\0`);
  const unread = refused.map(({ file, problem }) => `${file}\0refused\0${problem}\0`);
  return hash("sha256", [...read, ...unread].join(""));
}
