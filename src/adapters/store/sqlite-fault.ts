/** What went wrong with a database, by what can be done about it. */
export type SqliteFault = { readonly kind: "damaged" | "in-use" | "other"; readonly problem: string };

/** SQLite's own numbers: https://sqlite.org/rescode.html */
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** @throws the error when it is none of the database or of the system */
export function sqliteFault(error: unknown): SqliteFault {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  const problem = error.message;
  if (error.code !== "ERR_SQLITE_ERROR" || !("errcode" in error)) return { kind: "other", problem };
  // What stands above the lowest byte says more of the same.
  const code = Number(error.errcode) & 0xff;
  if (code === CORRUPT || code === NOT_A_DATABASE) return { kind: "damaged", problem };
  return { kind: code === BUSY ? "in-use" : "other", problem };
}
