import { lstat, realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { fetchFileStart, specialKind } from "./file-start.ts";
import { codeOf, type Refusal } from "./refused-entry.ts";

/** What came of reading one entry of a folder. */
export type FetchedEntry =
  /** `target` is the file itself, behind all links. */
  | { readonly kind: "read"; readonly target: string; readonly bytes: Uint8Array }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** It was deleted, or made a folder, since it was listed. */
  | { readonly kind: "gone" };

/** The folder that an entry belongs to: its true path, and the name that people know it by. */
export interface EntryFolder {
  readonly root: string;
  readonly folder: string;
}

/** Reads one entry, if it is a file within the folder: at most so many bytes from its beginning. */
export async function fetchEntry(path: string, of: EntryFolder, most: number): Promise<FetchedEntry> {
  const first = await fetchOnce(path, of, most);
  // A link that is switched while it is followed leads nowhere for a moment.
  const mayHaveMoved = first.kind === "gone" || (first.kind === "refused" && first.refusal.kind === "dangling");
  return mayHaveMoved ? fetchOnce(path, of, most) : first;
}

async function fetchOnce(path: string, { root, folder }: EntryFolder, most: number): Promise<FetchedEntry> {
  try {
    const target = await realpath(path);
    const entry = await lstat(target);
    // A folder that took the place of a file is looked into next time.
    if (entry.isDirectory()) return target === path ? { kind: "gone" } : refused({ kind: "folder-link" });
    if (!isWithin(root, target)) return refused({ kind: "outside", folder });
    // A device is not even opened: that alone may set something going.
    const special = specialKind(entry);
    if (special !== undefined) return refused({ kind: "special", what: special });
    const start = await fetchFileStart(target, most);
    switch (start.kind) {
      case "read":
        return { kind: "read", target, bytes: start.bytes };
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
