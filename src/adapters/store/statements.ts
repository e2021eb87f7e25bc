import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";
import type { PastAnswer, PastQuestion } from "../../core/scaling/decision/past-decisions.ts";
import { parseRecord, printRecord } from "./decision-record.ts";
import { bytesOf, returnPages } from "./layout.ts";

/** How much is kept. */
export interface Bounds {
  readonly retentionSeconds: number;
  /** Of all workloads together. */
  readonly rows: number;
}

/** So many more are forgotten at once than come in: soon enough, and never noticed. */
const PRUNED_BESIDES = 500;

/** What is done with an open database of decisions. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #newest: StatementSync;
  readonly #prune: StatementSync;
  readonly #past: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insert = db.prepare(
      "INSERT INTO decision (service, scaling, at, stored_at, record, crc) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#newest = db.prepare("SELECT max(id) AS id FROM decision");
    // Only the oldest are looked at, so that it costs the same however many there are.
    this.#prune = db.prepare(
      `DELETE FROM decision WHERE id IN (
        SELECT id FROM (SELECT id, stored_at FROM decision ORDER BY id LIMIT ?) WHERE stored_at < ? OR id <= ?)`,
    );
    this.#past = db.prepare(
      `SELECT record, crc FROM (
        SELECT id, record, crc FROM decision WHERE service = ? AND scaling = ? AND at BETWEEN ? AND ?
        ORDER BY at DESC, id DESC LIMIT ?) ORDER BY id DESC`,
    );
  }

  /** Forgets what is too old or too much, then keeps what is new: all of it, on the disk, or nothing. */
  append(decisions: readonly LoggedDecision[], nowMs: number, { retentionSeconds, rows }: Bounds): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const most = Number(this.#newest.get()?.["id"] ?? 0) + decisions.length - rows;
      this.#prune.run(decisions.length + PRUNED_BESIDES, nowMs - retentionSeconds * 1000, most);
      for (const one of decisions) {
        const record = printRecord(one);
        this.#insert.run(one.service, one.policy.name, one.decision.at, nowMs, record, crc32(record));
      }
      returnPages(this.#db);
      this.#db.exec("COMMIT");
    } catch (error) {
      // SQLite itself has done so after most errors.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  past({ service, scaling, from, upTo, most }: PastQuestion): PastAnswer {
    const rows = this.#past.all(
      service,
      scaling,
      from ?? Number.MIN_SAFE_INTEGER,
      upTo ?? Number.MAX_SAFE_INTEGER,
      most,
    );
    const decisions = rows.map(toDecision).filter((one) => one !== undefined);
    return { kind: "found", decisions, unreadable: rows.length - decisions.length };
  }

  /** What the file takes, its journal aside. */
  bytes(): number {
    return bytesOf(this.#db);
  }
}

/** SQLite proves the structure of its pages; that a row still says what was written is proved by its sum. */
function toDecision({ record, crc }: Record<string, SQLOutputValue>): LoggedDecision | undefined {
  return typeof record === "string" && crc32(record) === crc ? parseRecord(record) : undefined;
}
