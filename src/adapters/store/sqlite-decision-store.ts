import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";
import type {
  AppendAnswer,
  PastAnswer,
  PastQuestion,
  StoreFailure,
} from "../../core/scaling/decision/past-decisions.ts";
import { openDatabase } from "./open-database.ts";
import { DECISIONS } from "./schema.ts";
import { setAside } from "./set-aside.ts";
import { sqliteFault } from "./sqlite-fault.ts";
import { type Bounds, Statements } from "./statements.ts";

export interface StoreOptions extends Bounds {
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A damaged file was moved out of the way, and a new one is begun. */
  readonly onSetAside: (event: { readonly file: string; readonly aside: string; readonly problem: string }) => void;
}

export type OpenedStore =
  | { readonly ok: true; readonly store: SqliteDecisionStore }
  | { readonly ok: false; readonly problem: string; readonly remedy: string };

/** An open file. */
interface Connection {
  readonly db: DatabaseSync;
  readonly statements: Statements;
  readonly inode: number | undefined;
}

type Connected = { readonly kind: "connected"; readonly connection: Connection } | Refused;
type Refused = { readonly kind: "refused"; readonly problem: string; readonly remedy: string };

/** Opens the store, whatever state its file is in; only what a person must mend is refused. */
export function openDecisionStore(options: StoreOptions): OpenedStore {
  const connected = connect(options, "whole");
  if (connected.kind === "refused") return { ok: false, problem: connected.problem, remedy: connected.remedy };
  return { ok: true, store: new SqliteDecisionStore(options, connected.connection) };
}

function connect(options: StoreOptions, check: "whole" | "header"): Connected {
  const { file } = options;
  const opened = openDatabase(file, check, DECISIONS);
  switch (opened.kind) {
    case "refused":
      return opened;
    case "other version":
      return { ...opened, kind: "refused" };
    case "opened":
      return prepared(opened.db, options);
    case "damaged":
      return replace(options, opened.problem);
  }
}

function prepared(db: DatabaseSync, options: StoreOptions): Connected {
  try {
    return {
      kind: "connected",
      connection: { db, statements: new Statements(db), inode: inodeOf(options.file) },
    };
  } catch (error) {
    // Its header is ours and its tables are not.
    const { problem } = sqliteFault(error);
    db.close();
    return replace(options, problem);
  }
}

/** Begins anew beside what is damaged. */
function replace(options: StoreOptions, problem: string): Connected {
  const { file, now, onSetAside } = options;
  try {
    onSetAside({ file, aside: setAside(file, now()), problem });
  } catch (error) {
    const { problem: reason } = sqliteFault(error);
    const remedy = "move it away, or name another file with --store";
    return { kind: "refused", problem: `${file} is damaged (${problem}) and cannot be moved: ${reason}`, remedy };
  }
  return connect(options, "header");
}

/** Decisions in a file of SQLite. What fails is tried anew with the next round, on a file that is opened anew. */
export class SqliteDecisionStore {
  readonly #options: StoreOptions;
  #connection: Connection | undefined;

  constructor(options: StoreOptions, connection: Connection) {
    this.#options = options;
    this.#connection = connection;
  }

  append(decisions: readonly LoggedDecision[]): AppendAnswer {
    const { file, now } = this.#options;
    // SQLite would go on writing to a file that nobody finds any more.
    if (this.#connection !== undefined && this.#connection.inode !== inodeOf(file)) this.close();
    return this.#attempt(({ statements }) => {
      statements.append(decisions, now(), this.#options);
      return { kind: "appended", bytes: statements.bytes() };
    });
  }

  past(question: PastQuestion): PastAnswer {
    return this.#attempt(({ statements }) => statements.past(question));
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      connection?.db.close();
    } catch (error) {
      // The journal stays, and is read at the next start.
      sqliteFault(error);
    }
  }

  #attempt<Answer>(work: (connection: Connection) => Answer, replacing = true): Answer | StoreFailure {
    const connected = this.#connected();
    if (connected.kind === "refused") return { kind: "failed", problem: connected.problem };
    try {
      return work(connected.connection);
    } catch (error) {
      const { kind, problem } = sqliteFault(error);
      this.close();
      if (kind !== "damaged" || !replacing) return { kind: "failed", problem };
      const replaced = replace(this.#options, problem);
      if (replaced.kind === "refused") return { kind: "failed", problem: replaced.problem };
      this.#connection = replaced.connection;
      return this.#attempt(work, false);
    }
  }

  #connected(): Connected {
    if (this.#connection !== undefined) return { kind: "connected", connection: this.#connection };
    const connected = connect(this.#options, "header");
    if (connected.kind === "connected") this.#connection = connected.connection;
    return connected;
  }
}

const inodeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.ino;
