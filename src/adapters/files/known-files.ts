import { hash } from "node:crypto";
import type { Stats } from "node:fs";

/** What a file held when it was read. */
export interface FileContent {
  readonly bytes: Uint8Array;
  /** Of the bytes. */
  readonly digest: string;
}

interface Known extends FileContent {
  /** As it stood before it was read. */
  readonly entry: Stamp;
}

/** Another file in the same place has another inode, or was changed at another time. */
type Stamp = Pick<Stats, "dev" | "ino" | "size" | "mtimeMs" | "ctimeMs">;

/** Two changes within a tick of a file system's clock leave the same times; the coarsest clocks tick every two seconds. */
const TICK_MS = 3000;

/** Files that were read before: what has not changed since is not read again. */
export class KnownFiles {
  readonly #known = new Map<string, Known>();
  readonly #now: () => number;

  /** @param now - by the clock of the file system, in milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * What is known of a file that stands as it did when it was read.
   *
   * @param path - without links
   * @param entry - the file as it stands now
   */
  find(path: string, entry: Stats): FileContent | undefined {
    const known = this.#known.get(path);
    return known !== undefined && isSame(known.entry, entry) ? known : undefined;
  }

  /** Remembers what was read of a file. @param entry - as it stood before it was read */
  note(path: string, entry: Stats, bytes: Uint8Array): FileContent {
    const content = { bytes, digest: hash("sha256", bytes) };
    const { dev, ino, size, mtimeMs, ctimeMs } = entry;
    // One that has just changed may change again and look the same.
    if (this.#now() - ctimeMs > TICK_MS)
      this.#known.set(path, { ...content, entry: { dev, ino, size, mtimeMs, ctimeMs } });
    else this.#known.delete(path);
    return content;
  }

  /** Forgets all other files. */
  retain(paths: ReadonlySet<string>): void {
    for (const path of this.#known.keys()) if (!paths.has(path)) this.#known.delete(path);
  }
}

const isSame = (one: Stamp, other: Stamp): boolean =>
  one.ino === other.ino &&
  one.dev === other.dev &&
  one.size === other.size &&
  one.mtimeMs === other.mtimeMs &&
  one.ctimeMs === other.ctimeMs;
