import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** One spec file as it was read. `file` is the path as people know it: below the folder's own name. */
export interface ScannedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A file that is not read, and why. */
export interface RefusedFile {
  readonly file: string;
  readonly problem: string;
}

export type Scan =
  | {
      readonly kind: "read";
      readonly files: readonly ScannedFile[];
      readonly refused: readonly RefusedFile[];
      readonly digest: string;
    }
  | { readonly kind: "unreadable"; readonly problem: string };

/** The spec reader refuses files above 256 KiB; a little more is enough for it to see that. */
const MAX_BYTES = 257 * 1024;
const MAX_FILES = 20_000;

/**
 * Reads all YAML files of a folder and its subfolders. Hidden entries are skipped: a mounted ConfigMap keeps its
 * versions in them and links to the present one. A link that leads out of the folder is refused.
 */
export async function scanSpecs(folder: string): Promise<Scan> {
  try {
    // Resolved once: a folder that is itself a link may be switched while it is read.
    const root = await realpath(folder);
    const paths = await yamlFiles(root);
    if (paths.length > MAX_FILES)
      return { kind: "unreadable", problem: `${folder} holds more than ${MAX_FILES} YAML files` };
    const files: ScannedFile[] = [];
    const refused: RefusedFile[] = [];
    const room = Buffer.alloc(MAX_BYTES);
    for (const path of paths) {
      const file = join(folder, relative(root, path));
      const target = await realpath(path).catch(() => undefined);
      if (target === undefined) refused.push({ file, problem: "the link leads nowhere" });
      else if (target.startsWith(root + sep)) files.push({ file, bytes: await fetchStart(target, room) });
      else refused.push({ file, problem: `the link leads out of ${folder}` });
    }
    return { kind: "read", files, refused, digest: digestOf(files, refused) };
  } catch (error) {
    return { kind: "unreadable", problem: error instanceof Error ? error.message : String(error) };
  }
}

async function yamlFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter((entry) => !entry.name.startsWith(".")).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of visible) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await yamlFiles(path)));
    else if (isYaml(entry)) found.push(path);
  }
  return found;
}

const isYaml = (entry: Dirent): boolean => /\.ya?ml$/.test(entry.name) && (entry.isFile() || entry.isSymbolicLink());

async function fetchStart(path: string, room: Buffer): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    let size = 0;
    for (;;) {
      const { bytesRead } = await file.read(room, size, room.length - size);
      size += bytesRead;
      // A copy, because texts are kept for as long as they are in use, and a view would keep the whole room.
      if (bytesRead === 0 || size === room.length) return new Uint8Array(room.subarray(0, size));
    }
  } finally {
    await file.close();
  }
}

function digestOf(files: readonly ScannedFile[], refused: readonly RefusedFile[]): string {
  const hash = createHash("sha256");
  for (const { file, bytes } of files) hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  for (const { file } of refused) hash.update(`${file}\0refused\0`);
  return hash.digest("hex");
}
