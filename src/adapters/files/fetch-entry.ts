import { lstat as lstatBack } from "node:fs";
import { realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { promisify } from "node:util";
import { bulkhead } from "cockatiel";
import { fetchFileStart, specialKind } from "./file-start.ts";
import type { FileContent, KnownFiles } from "./known-files.ts";
import { codeOf, type Refusal } from "./refused-entry.ts";

/** What came of reading one entry of a folder. */
export type FetchedEntry =
  /** `target` is the file itself, behind all links. */
  | ({ readonly kind: "read"; readonly target: string } & FileContent)
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** It was deleted, or made a folder, since it was listed. */
  | { readonly kind: "gone" };

/** The folder that an entry belongs to: its true path, and the name that people know it by. */
export interface EntryFolder {
  readonly root: string;
  readonly folder: string;
}

/** What is read of each entry, and what was read before. */
export interface Reading {
  /** So many bytes from the beginning. */
  readonly most: number;
  readonly known: KnownFiles;
}

/** Half as dear as the one of promises, which counts where there are thousands of files. */
const lstat = promisify(lstatBack);

/** So many files are open at the same time; systems allow some hundreds. */
const openFiles = bulkhead(32, Infinity);

/** Reads one entry, if it is a file within the folder; one that is known and did not change is not read again. */
export async function fetchEntry(path: string, of: EntryFolder, reading: Reading): Promise<FetchedEntry> {
  const first = await fetchOnce(path, of, reading);
  // A link that is switched while it is followed leads nowhere for a moment.
  const mayHaveMoved = first.kind === "gone" || (first.kind === "refused" && first.refusal.kind === "dangling");
  return mayHaveMoved ? fetchOnce(path, of, reading) : first;
}

async function fetchOnce(path: string, { root, folder }: EntryFolder, reading: Reading): Promise<FetchedEntry> {
  const { most, known } = reading;
  try {
    const before = known.find(path, await lstat(path));
    if (before !== undefined) return { kind: "read", target: path, ...before };
    const target = await realpath(path);
    const entry = await lstat(target);
    // A folder that took the place of a file is looked into next time.
    if (entry.isDirectory()) return target === path ? { kind: "gone" } : refused({ kind: "folder-link" });
    if (!isWithin(root, target)) return refused({ kind: "outside", folder });
    // A device is not even opened: that alone may set something going.
    const special = specialKind(entry);
    if (special !== undefined) return refused({ kind: "special", what: special });
    const linked = known.find(target, entry);
    if (linked !== undefined) return { kind: "read", target, ...linked };
    const start = await openFiles.execute(() => fetchFileStart(target, most));
    switch (start.kind) {
      case "read":
        return { kind: "read", target, ...known.note(target, entry, start.bytes) };
      case "special":
        return refused({ kind: "special", what: start.what });
      case "failed":
        return await afterFailure(path, start.code);
    }
  } catch (error) {
    return afterFailure(path, codeOf(error));
  }
}

async function afterFailure(path: string, code: string): Promise<FetchedEntry> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (code === "ENOENT" || code === "ENOTDIR") return isThere ? refused({ kind: "dangling" }) : { kind: "gone" };
  return refused(code === "ELOOP" ? { kind: "circle", wanted: true } : { kind: "unreadable", what: "file", code });
}

const refused = (refusal: Refusal): FetchedEntry => ({ kind: "refused", refusal });

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
