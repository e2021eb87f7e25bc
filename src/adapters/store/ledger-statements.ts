import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { instant } from "../../core/units/instant.ts";
import { bytesOf, returnPages } from "./layout.ts";

/** Whose ledger was kept, and when; as the port has it. */
export interface StoredSource {
  readonly name: string;
  readonly address: string;
  readonly at: ReturnType<typeof instant>;
  readonly keptAt: ReturnType<typeof instant>;
}

/** What is in the file is not what was written. */
export class DamagedRow extends Error {
  override readonly name = "DamagedRow";
}

/** What is done with an open database of ledgers. */
export class LedgerStatements {
  readonly #db: DatabaseSync;
  readonly #insertPiece: StatementSync;
  readonly #insertSource: StatementSync;
  readonly #source: StatementSync;
  readonly #piece: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insertPiece = db.prepare("INSERT INTO kept_piece (source, number, body, crc) VALUES (?, ?, ?, ?)");
    this.#insertSource = db.prepare(
      "INSERT INTO kept_source (name, address, at, kept_at, pieces, crc) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#source = db.prepare("SELECT * FROM kept_source WHERE name = ?");
    this.#piece = db.prepare("SELECT body, crc FROM kept_piece WHERE source = ? AND number = ?");
  }

  /** From now on all is written anew, and nothing of it is there until it is ended. */
  begin(): void {
    this.#db.exec("BEGIN IMMEDIATE; DELETE FROM kept_piece; DELETE FROM kept_source;");
  }

  /** @param number - the place of a piece among those of its source, from 0 on */
  putPiece(source: string, number: number, body: Uint8Array): void {
    this.#insertPiece.run(source, number, body, crc32(body));
  }

  /** @param pieces - how many there are */
  putSource({ name, address, at, keptAt }: StoredSource, pieces: number): void {
    this.#insertSource.run(name, address, at, keptAt, pieces, sumOf([name, address, at, keptAt, pieces]));
  }

  /** What was put is on the disk, in the place of all before. @returns what the file takes, in bytes */
  end(): number {
    returnPages(this.#db);
    this.#db.exec("COMMIT");
    return bytesOf(this.#db);
  }

  /** What was put is forgotten. */
  abandon(): void {
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }

  /** @throws DamagedRow */
  source(name: string): { readonly source: StoredSource; readonly pieces: number } | undefined {
    const row = this.#source.get(name);
    if (row === undefined) return undefined;
    const { address, at, kept_at: keptAt, pieces, crc } = row;
    if (sumOf([name, address, at, keptAt, pieces]) !== crc) throw new DamagedRow(`what is kept of ${name} is damaged`);
    return {
      source: { name, address: String(address), at: instant(Number(at)), keptAt: instant(Number(keptAt)) },
      pieces: Number(pieces),
    };
  }

  /**
   * The bytes of a piece, by its `number` among those of its source.
   *
   * @throws DamagedRow
   */
  piece(source: string, number: number): Uint8Array {
    const row = this.#piece.get(source, number);
    const body = row?.["body"];
    if (!(body instanceof Uint8Array) || crc32(body) !== row?.["crc"])
      throw new DamagedRow(`piece ${number} of what is kept of ${source} is damaged`);
    return body;
  }
}

const sumOf = (row: readonly (SQLOutputValue | undefined)[]): number => crc32(JSON.stringify(row.map(String)));
