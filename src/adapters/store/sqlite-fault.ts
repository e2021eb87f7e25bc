/** What went wrong with a database, by what can be done about it. */
export type SqliteFault = { readonly kind: "damaged" | "in-use" | "other"; readonly problem: string };

/** SQLite's own numbers: https://sqlite.org/rescode.html */
const BUSY = 5;
/** What the file is made of, as far as SQLite believes it, is not what our statements are about. */
const ERROR = 1;
/** By what the file says of itself: one that the system lets nobody write is found out before. */
const READ_ONLY = 8;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const DAMAGED: readonly number[] = [ERROR, READ_ONLY, CORRUPT, NOT_A_DATABASE];

/** @throws the error when it is none of the database or of the system */
export function sqliteFault(error: unknown): SqliteFault {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  const problem = error.message;
  if (error.code !== "ERR_SQLITE_ERROR" || !("errcode" in error)) return { kind: "other", problem };
  const code = Number(error.errcode);
  // What stands above the lowest byte says more of the same, but for what is read-only.
  if (DAMAGED.includes(code) || (code & 0xff) === CORRUPT) return { kind: "damaged", problem };
  return { kind: (code & 0xff) === BUSY ? "in-use" : "other", problem };
}
