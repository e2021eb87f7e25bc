import { KEPT_FORMAT } from "../../core/ledger/keeping/kept.ts";
import type { Layout } from "./layout.ts";

const TABLES = `CREATE TABLE kept_source (
    name TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    at INTEGER NOT NULL,
    kept_at INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE kept_piece (
    source TEXT NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (source, number)
  ) STRICT;`;

/** Ledgers: what another version wrote can be read anew from Prometheus, so it is not brought up to date. */
export const LEDGERS: Layout = {
  // "HeaL" in ASCII.
  applicationId: 0x48_65_61_4c,
  ownName: "kept_piece",
  version: KEPT_FORMAT,
  statementsFrom: (version) => (version === 0 ? TABLES : version === KEPT_FORMAT ? "" : undefined),
  flag: "--checkpoint",
};
