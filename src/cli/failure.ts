/** Errors that mean a fault in Headroom itself: only these show a stack. */
const BUGS = [TypeError, RangeError, ReferenceError, SyntaxError];

/** The text for an error that ended a command: what failed and why, down to the first cause. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `headroom: ${String(error)}`;
  if (BUGS.some((bug) => error instanceof bug))
    return `headroom: fault in headroom itself\n${error.stack ?? error.message}`;
  return `headroom: ${[...messages(error)].join(": ")}`;
}

/** What the message before said already is not said twice. */
function* messages(error: Error, before?: string): Generator<string> {
  if (before?.includes(error.message) !== true) yield error.message;
  if (error.cause instanceof Error) yield* messages(error.cause, error.message);
}
