import { readFile } from "node:fs/promises";
import { inspect } from "node:util";

const MASK = "***";

/** A text that must not reach a log, an error or an answer: every way of printing it gives `***`. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that sends or compares it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/**
 * Reads a secret from its file, without the line break that editors add. Read at each use, so that it may be rotated.
 */
export async function fetchSecret(path: string): Promise<Secret> {
  return new Secret((await readFile(path, "utf8")).trim());
}
