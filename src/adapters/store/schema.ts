import type { Layout } from "./layout.ts";

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

/** Decisions: every version is brought up to date. */
export const DECISIONS: Layout = {
  // "Head" in ASCII.
  applicationId: 0x48_65_61_64,
  ownName: "decision_of_workload",
  version: MIGRATIONS.length,
  statementsFrom: (version) => MIGRATIONS.slice(version).join("\n"),
  flag: "--store",
};
