import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { codeOf } from "./refused-entry.ts";

/** The spec reader refuses files above 256 KiB; a little more is enough for it to see that. */
export const SPEC_BYTES = 257 * 1024;

/** The beginning of a file, or why there is none. */
export type FileStart =
  | { readonly kind: "read"; readonly bytes: Uint8Array }
  | { readonly kind: "special"; readonly what: string }
  | { readonly kind: "failed"; readonly code: string };

/** Opening a pipe waits for its writer, for ever where there is none, unless asked not to. Windows has neither. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Reads the start of a file whose links are resolved. What is no file is found out without waiting for it. */
export async function fetchFileStart(path: string, most: number): Promise<FileStart> {
  try {
    const file = await open(path, AT_ONCE);
    try {
      // Asked of what is open: the entry may have been replaced since it was listed.
      const special = specialKind(await file.stat());
      return special === undefined
        ? { kind: "read", bytes: await readStart(file, most) }
        : { kind: "special", what: special };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { kind: "failed", code: codeOf(error) };
  }
}

/** Read at once; a spec is seldom longer. */
const ROOM_BYTES = 64 * 1024;

/** Reads what is open from its beginning: all of it, or as much as is asked for. */
export async function readStart(file: FileHandle, most: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for (let left = most; left > 0;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(ROOM_BYTES, left)), { position: null });
    if (bytesRead === 0) break;
    parts.push(buffer.subarray(0, bytesRead));
    left -= bytesRead;
  }
  // A copy, because texts are kept for as long as they are in use, and a view would keep the whole room.
  return new Uint8Array(Buffer.concat(parts));
}

type Kind = Pick<Stats, "isFile" | "isDirectory" | "isFIFO" | "isSocket">;

/** What an entry is, where it is no file; undefined for a file. */
export function specialKind(entry: Kind): string | undefined {
  if (entry.isFile()) return undefined;
  if (entry.isDirectory()) return "a folder";
  if (entry.isFIFO()) return "a named pipe";
  return entry.isSocket() ? "a socket" : "a device";
}
