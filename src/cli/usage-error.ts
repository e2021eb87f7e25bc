/** What the command was given cannot be used: the message names it and says what to give. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
