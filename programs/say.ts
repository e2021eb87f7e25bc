/** Hears what a script is doing. */
export type Say = (line: string) => void;

export function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The end of a script that could not do its work: what failed, down to the first cause, without a stack. */
export function sayFailure(error: unknown): void {
  let cause = error;
  while (cause instanceof Error) {
    toStderr(cause.message);
    cause = cause.cause;
  }
  process.exitCode = 3;
}
