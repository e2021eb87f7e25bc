import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** A file's whole new content. */
export interface NewContent {
  readonly path: string;
  readonly text: string;
}

/**
 * Replaces files so that a reader sees each one old or new, never half, and a failure before the last byte is
 * written leaves all as they were.
 */
export async function replaceFiles(files: readonly NewContent[]): Promise<void> {
  const pending: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const { path, text } of files) {
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}.tmp`;
      pending.push({ temporary, path });
      await writeDurably(temporary, text);
    }
    for (const { temporary, path } of pending) await rename(temporary, path);
  } catch (error) {
    await Promise.all(pending.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
