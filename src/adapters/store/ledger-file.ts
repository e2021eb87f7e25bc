import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { KeptPiece } from "../../core/ledger/source-ledger.ts";
import { LEDGERS } from "./ledger-schema.ts";
import { DamagedRow, LedgerStatements, type StoredSource } from "./ledger-statements.ts";
import { openDatabase } from "./open-database.ts";
import { packPiece, unpackPiece } from "./packed-piece.ts";
import { setAside } from "./set-aside.ts";
import { sqliteFault } from "./sqlite-fault.ts";

/** A file was moved out of the way, and a new one is begun. */
export interface SetAside {
  readonly file: string;
  readonly aside: string;
  readonly problem: string;
}

/** Why the file could not be used, and what a person can do. */
export interface FileProblem {
  readonly kind: "failed";
  readonly problem: string;
  readonly remedy: string;
}

interface Connection {
  readonly db: DatabaseSync;
  readonly statements: LedgerStatements;
  readonly inode: number | undefined;
}

const REMEDY = "free some space, mend the disk, or name a file elsewhere with --checkpoint";

/**
 * Ledgers in a file of SQLite. What is wrong with the file ends in an answer; where it cannot be trusted, or another
 * version wrote it, it is set aside and a new one is begun.
 */
export class LedgerFile {
  readonly #file: string;
  readonly #now: () => number;
  readonly #onSetAside: (event: SetAside) => void;
  #connection: Connection | undefined;
  /** The first look proves the structure of all pages. */
  #check: "whole" | "header" = "whole";
  /** How many pieces of the present source were put. */
  #put = 0;
  /** Between `begin` and `end`, until something fails. */
  #isWriting = false;

  /** @param now - milliseconds since the epoch */
  constructor(file: string, now: () => number, onSetAside: (event: SetAside) => void) {
    this.#file = file;
    this.#now = now;
    this.#onSetAside = onSetAside;
  }

  /** What was kept of a source, piece by piece; undefined where there is nothing. */
  read(source: string): Generator<{ readonly piece: KeptPiece; readonly kept: StoredSource }, FileProblem | undefined> {
    return this.#reading(source);
  }

  /** Begins to write all anew. */
  begin(): FileProblem | undefined {
    // SQLite would go on writing to a file that nobody finds any more.
    if (this.#connection !== undefined && this.#connection.inode !== inodeOf(this.#file)) this.close();
    return this.#attempt(({ statements }) => {
      this.#put = 0;
      statements.begin();
      this.#isWriting = true;
      return undefined;
    });
  }

  put(source: string, piece: KeptPiece): FileProblem | undefined {
    return this.#write((statements) => {
      statements.putPiece(source, this.#put, packPiece(piece));
      this.#put++;
      return undefined;
    });
  }

  /** All pieces of a source are put; those of the next one follow. */
  putSource(source: StoredSource): FileProblem | undefined {
    return this.#write((statements) => {
      statements.putSource(source, this.#put);
      this.#put = 0;
      return undefined;
    });
  }

  /** All that was put takes the place of what was kept before. */
  end(): { readonly kind: "kept"; readonly bytes: number } | FileProblem {
    const ended = this.#write((statements) => ({ kind: "kept", bytes: statements.end() }) as const);
    this.#isWriting = false;
    return ended;
  }

  /** What was put is forgotten, and what was kept before stays. */
  abandon(): void {
    if (this.#isWriting) this.#write((statements) => statements.abandon());
    this.#isWriting = false;
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#isWriting = false;
    try {
      connection?.db.close();
    } catch (error) {
      // The journal stays, and is read at the next start.
      sqliteFault(error);
    }
  }

  *#reading(source: string): ReturnType<LedgerFile["read"]> {
    const found = this.#attempt(({ statements }) => statements.source(source));
    if (found === undefined || "kind" in found) return found;
    for (let number = 0; number < found.pieces; number++) {
      const piece = this.#attempt(({ statements }) => unpackPiece(statements.piece(source, number)));
      if ("kind" in piece) return piece;
      yield { piece, kept: found.source };
    }
    return undefined;
  }

  /** Nothing is written beside what was begun: the file may have failed, and been opened anew. */
  #write<Answer>(work: (statements: LedgerStatements) => Answer): Answer | FileProblem {
    if (!this.#isWriting)
      return { kind: "failed", problem: `${this.#file}: what was begun has failed`, remedy: REMEDY };
    return this.#attempt(({ statements }) => work(statements));
  }

  #attempt<Answer>(work: (connection: Connection) => Answer): Answer | FileProblem {
    const connected = this.#connected();
    if ("kind" in connected) return connected;
    try {
      return work(connected);
    } catch (error) {
      const { kind, problem } = faultOf(error);
      this.close();
      if (kind !== "damaged") return { kind: "failed", problem: `${this.#file}: ${problem}`, remedy: REMEDY };
      return this.#setAside(problem, "corrupt") ?? { kind: "failed", problem, remedy: "nothing: a new file is begun" };
    }
  }

  #connected(): Connection | FileProblem {
    if (this.#connection !== undefined) return this.#connection;
    const opened = openDatabase(this.#file, this.#check, LEDGERS);
    switch (opened.kind) {
      case "opened":
        this.#check = "header";
        return this.#prepared(opened.db);
      case "refused":
        return { ...opened, kind: "failed" };
      case "damaged":
        return this.#setAside(opened.problem, "corrupt") ?? this.#connected();
      case "other version":
        return this.#setAside(opened.problem, "version") ?? this.#connected();
    }
  }

  #prepared(db: DatabaseSync): Connection | FileProblem {
    try {
      this.#connection = { db, statements: new LedgerStatements(db), inode: inodeOf(this.#file) };
      return this.#connection;
    } catch (error) {
      // Its header is ours and its tables are not.
      db.close();
      return this.#setAside(faultOf(error).problem, "corrupt") ?? this.#connected();
    }
  }

  /** @returns why it could not be moved; undefined when it is */
  #setAside(problem: string, why: "corrupt" | "version"): FileProblem | undefined {
    try {
      this.#onSetAside({ file: this.#file, aside: setAside(this.#file, this.#now(), why), problem });
      return undefined;
    } catch (error) {
      return {
        kind: "failed",
        problem: `${this.#file} cannot be used (${problem}) and cannot be moved: ${sqliteFault(error).problem}`,
        remedy: "move it away, or name another file with --checkpoint",
      };
    }
  }
}

/** A piece that cannot be unpacked though its sum is right was written by another Node.js, or by a fault of ours. */
function faultOf(error: unknown): ReturnType<typeof sqliteFault> {
  if (error instanceof DamagedRow) return { kind: "damaged", problem: error.message };
  const isSystem = error instanceof Error && "code" in error;
  return isSystem ? sqliteFault(error) : { kind: "damaged", problem: `it cannot be unpacked: ${String(error)}` };
}

const inodeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.ino;
