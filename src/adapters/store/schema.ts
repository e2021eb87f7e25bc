import type { DatabaseSync } from "node:sqlite";

/** Marks a database as one of Headroom's: "Head" in ASCII. */
const APPLICATION_ID = 0x48_65_61_64;

/** How each version of the schema is made from the one before; the first one from nothing. Never changed, only added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    scaling TEXT NOT NULL,
    at INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    record TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX decision_of_workload ON decision (service, scaling, at);`,
];

/** Whose a database is, as far as its header tells. */
export type Ownership =
  | { readonly kind: "ours"; readonly version: number }
  | { readonly kind: "newer"; readonly version: number; readonly known: number }
  | { readonly kind: "foreign" }
  /** It says one thing of itself here and another there. */
  | { readonly kind: "damaged"; readonly problem: string };

/** No headroom has had so many versions of the schema: a larger number is a damaged one. */
const MOST_VERSIONS = 1000;

export function ownershipOf(db: DatabaseSync): Ownership {
  const version = pragma(db, "user_version");
  const id = pragma(db, "application_id");
  if (id === 0 && version === 0 && isEmpty(db)) return { kind: "ours", version: 0 };
  if (id !== APPLICATION_ID)
    return hasOurTable(db) ? { kind: "damaged", problem: "its application id is not headroom's" } : { kind: "foreign" };
  const known = MIGRATIONS.length;
  if (version < 1 || version > MOST_VERSIONS)
    return { kind: "damaged", problem: `its schema has the version ${version}` };
  return version > known ? { kind: "newer", version, known } : { kind: "ours", version };
}

/** Brings the schema up to date, all of it or nothing. */
export function migrate(db: DatabaseSync, from: number): void {
  if (from === MIGRATIONS.length) return;
  db.exec(
    `BEGIN IMMEDIATE;
    ${MIGRATIONS.slice(from).join("\n")}
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${MIGRATIONS.length};
    COMMIT;`,
  );
}

/** A setting or a fact of SQLite's that is one number. */
export const pragma = (db: DatabaseSync, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

const isEmpty = (db: DatabaseSync): boolean => db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;

const hasOurTable = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'decision_of_workload'").get() !== undefined;
