import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Watches folders, each by itself: a watch of a whole tree ends with the first entry that it cannot look into, and it
 * cannot be told to pass that over.
 */
export class FolderWatch {
  readonly #onEvent: (path: string | undefined) => void;
  /** By path and inode: another folder may have taken the place of one that was watched. */
  readonly #watchers = new Map<string, FSWatcher>();

  /** @param onEvent - told what changed; undefined where the system does not say */
  constructor(onEvent: (path: string | undefined) => void) {
    this.#onEvent = onEvent;
  }

  /**
   * Watches these folders and no others.
   *
   * @returns whether some are watched that were not before, and how many cannot be (the system gives only so many
   *   watches)
   */
  async follow(folders: readonly string[]): Promise<{ readonly isNew: boolean; readonly unwatched: number }> {
    const present = new Map<string, string>();
    for (const folder of folders) {
      const entry = await stat(folder).catch(() => undefined);
      if (entry !== undefined) present.set(`${folder}\0${entry.dev}:${entry.ino}`, folder);
    }
    for (const key of this.#watchers.keys()) if (!present.has(key)) this.#drop(key);
    const unknown = [...present].filter(([key]) => !this.#watchers.has(key));
    const added = unknown.filter(([key, folder]) => this.#add(key, folder));
    return { isNew: added.length > 0, unwatched: unknown.length - added.length };
  }

  close(): void {
    for (const key of this.#watchers.keys()) this.#drop(key);
  }

  #add(key: string, folder: string): boolean {
    try {
      const watcher = watch(folder, (_event, name) => this.#onEvent(name === null ? undefined : join(folder, name)));
      watcher.on("error", () => this.#drop(key));
      this.#watchers.set(key, watcher);
      return true;
    } catch {
      // Whoever looks from time to time sees changes there too, and tries again.
      return false;
    }
  }

  #drop(key: string): void {
    this.#watchers.get(key)?.close();
    this.#watchers.delete(key);
  }
}
