import type { DatabaseSync } from "node:sqlite";

/** What a database of ours holds, and how it is told from those of others. */
export interface Layout {
  /** SQLite's `application_id`: four letters in ASCII. */
  readonly applicationId: number;
  /** What it is made of is known by this name in its schema. */
  readonly ownName: string;
  /** SQLite's `user_version` of a database that this headroom writes. */
  readonly version: number;
  /** What makes the present version of an older one, 0 for an empty file; undefined where it is not made anew. */
  readonly statementsFrom: (version: number) => string | undefined;
  /** The setting that names the file, as a flag. */
  readonly flag: string;
}

/** Whose a database is, as far as its header tells. */
export type Ownership =
  | { readonly kind: "ours"; readonly version: number }
  /** One that this headroom cannot read. */
  | { readonly kind: "other version"; readonly version: number }
  | { readonly kind: "foreign" }
  /** It says one thing of itself here and another there. */
  | { readonly kind: "damaged"; readonly problem: string };

/** No headroom has had so many versions of a schema: a larger number is a damaged one. */
const MOST_VERSIONS = 1000;

export function ownershipOf(db: DatabaseSync, layout: Layout): Ownership {
  const version = pragma(db, "user_version");
  const id = pragma(db, "application_id");
  if (id === 0 && version === 0 && isEmpty(db)) return { kind: "ours", version: 0 };
  if (id !== layout.applicationId)
    return has(db, layout.ownName)
      ? { kind: "damaged", problem: "its application id is not headroom's" }
      : { kind: "foreign" };
  if (version < 1 || version > MOST_VERSIONS)
    return { kind: "damaged", problem: `its schema has the version ${version}` };
  const isRead = version <= layout.version && layout.statementsFrom(version) !== undefined;
  return isRead ? { kind: "ours", version } : { kind: "other version", version };
}

/** Brings the schema up to date, all of it or nothing. */
export function migrate(db: DatabaseSync, from: number, layout: Layout): void {
  if (from === layout.version) return;
  db.exec(
    `BEGIN IMMEDIATE;
    ${layout.statementsFrom(from)}
    PRAGMA application_id = ${layout.applicationId};
    PRAGMA user_version = ${layout.version};
    COMMIT;`,
  );
}

/** A setting or a fact of SQLite's that is one number. */
const pragma = (db: DatabaseSync, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

/** Pages of 4 KB that stay for what comes next, and how many others are given back at once. */
const SPARE_PAGES = 1024;
const RETURNED_PAGES = 512;

/** Gives some of the pages back to the disk that nothing stands in. */
export function returnPages(db: DatabaseSync): void {
  if (pragma(db, "freelist_count") > SPARE_PAGES) db.exec(`PRAGMA incremental_vacuum(${RETURNED_PAGES})`);
}

/** What the file takes, its journal aside. */
export const bytesOf = (db: DatabaseSync): number => pragma(db, "page_count") * pragma(db, "page_size");

const isEmpty = (db: DatabaseSync): boolean => db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;

const has = (db: DatabaseSync, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
