import { closeSync, openSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Layout, migrate, ownershipOf } from "./layout.ts";
import { sqliteFault } from "./sqlite-fault.ts";

export type OpenedDatabase =
  | { readonly kind: "opened"; readonly db: DatabaseSync }
  /** It holds no database that could be trusted. */
  | { readonly kind: "damaged"; readonly problem: string }
  /** It is one of ours that this headroom cannot read. */
  | { readonly kind: "other version"; readonly problem: string; readonly remedy: string }
  | { readonly kind: "refused"; readonly problem: string; readonly remedy: string };

/** Who else has the file is waited for so long: another service ends, or it does not. */
const BUSY_MS = 200;

/** Opens the database of a file, for this process alone; begins one where there is none. */
export function openDatabase(file: string, check: "whole" | "header", layout: Layout): OpenedDatabase {
  let db: DatabaseSync | undefined;
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
      return { kind: "refused", problem: `${file} is no file`, remedy: `name a file with ${layout.flag}` };
    // The system names the reason better than SQLite does, and others have no business with what is decided.
    closeSync(openSync(file, "a", 0o600));
    // As a whole path: SQLite takes :memory: and file:… for something else than files.
    db = new DatabaseSync(resolve(file), { timeout: BUSY_MS });
    const opened = prepare(db, file, check, layout);
    if (opened.kind !== "opened") db.close();
    return opened;
  } catch (error) {
    if (db?.isOpen === true) db.close();
    return refusal(file, error, layout);
  }
}

function prepare(db: DatabaseSync, file: string, check: "whole" | "header", layout: Layout): OpenedDatabase {
  // The lock is kept for as long as the file is open, and the first look at the file takes it.
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  const owner = ownershipOf(db, layout);
  switch (owner.kind) {
    case "damaged":
      return owner;
    case "foreign":
      return {
        kind: "refused",
        problem: `${file} is a database of another program`,
        remedy: `name another file with ${layout.flag}`,
      };
    case "other version":
      return otherVersion(file, owner.version, layout);
    case "ours":
  }
  // Only an empty file can still be told so.
  if (owner.version === 0) db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${JOURNAL_BYTES}`);
  const found = check === "whole" ? damageOf(db) : undefined;
  if (found !== undefined) return { kind: "damaged", problem: found };
  migrate(db, owner.version, layout);
  return { kind: "opened", db };
}

/** The journal is cut back to this after it was larger; SQLite takes it over into the file at some 4 MB. */
const JOURNAL_BYTES = 8 * 1024 * 1024;

/** What is wrong with the pages of a database; undefined when nothing is. */
function damageOf(db: DatabaseSync): string | undefined {
  const found = String(Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {})[0]);
  return found === "ok" ? undefined : found.replaceAll(/\s+/g, " ");
}

function otherVersion(file: string, version: number, layout: Layout): OpenedDatabase {
  const age = version > layout.version ? "a newer" : "an older";
  return {
    kind: "other version",
    problem: `${file} was written by ${age} headroom (version ${version}, this one knows ${layout.version})`,
    remedy: `run that headroom, or name another file with ${layout.flag}`,
  };
}

function refusal(file: string, error: unknown, { flag }: Layout): OpenedDatabase {
  const { kind, problem } = sqliteFault(error);
  switch (kind) {
    case "damaged":
      return { kind, problem };
    case "in-use":
      return {
        kind: "refused",
        problem: `${file} is in use by another process`,
        remedy: `stop that one, or name a file of its own for each with ${flag}`,
      };
    case "other":
      return { kind: "refused", problem: `${file} cannot be opened: ${problem}`, remedy: remedyFor(error, flag) };
  }
}

function remedyFor(error: unknown, flag: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return `create its folder, or name another file with ${flag}`;
    case "ENOSPC":
      return `free some space, or name a file elsewhere with ${flag}`;
    default:
      return `let this user write the file and its folder, or name another file with ${flag}`;
  }
}
