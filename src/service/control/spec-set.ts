import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { Service } from "../../core/objective/objective.ts";
import type { ParsedSpecs, SpecFile } from "../../core/spec/parse-specs.ts";

/** A file that is there but cannot be read, and why. */
export interface UnreadSpec {
  readonly file: string;
  readonly problem: string;
}

/** The spec reader of the core: what is good is in `services` even when another file is bad. */
export type ParseSpecs = (files: readonly SpecFile[]) => Promise<ParsedSpecs>;

/** The specs that are in use, and what is wrong with those on disk. */
export interface LoadedSpecs {
  readonly services: readonly Service[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files whose last good content is in use instead of the present one. */
  readonly outdated: readonly string[];
  readonly unread: readonly UnreadSpec[];
  readonly files: number;
  /** Files with an error, in use or not. */
  readonly badFiles: number;
}

/** Reads whole sets of specs; a file that has become bad stays in use as it was when it was good. */
export class SpecSet {
  readonly #parse: ParseSpecs;
  readonly #lastGood = new Map<string, SpecFile["text"]>();

  constructor(parse: ParseSpecs) {
    this.#parse = parse;
  }

  /**
   * @param files - the whole set; a file that is not in it is gone
   * @param unread - files that are there but cannot be read; they count as bad
   */
  async load(files: readonly SpecFile[], unread: readonly UnreadSpec[]): Promise<LoadedSpecs> {
    const { services, diagnostics } = await this.#parse(files);
    const bad = new Set([
      ...unread.map(({ file }) => file),
      ...diagnostics.filter(({ severity }) => severity === "error").map(({ file }) => file),
    ]);
    const outdated = [...bad].filter((file) => this.#lastGood.has(file)).toSorted();
    const inUse = outdated.length === 0 ? services : (await this.#parse(this.#withLastGood(files, outdated))).services;
    this.#remember(files, bad);
    return { services: inUse, diagnostics, outdated, unread, files: files.length + unread.length, badFiles: bad.size };
  }

  #withLastGood(files: readonly SpecFile[], outdated: readonly string[]): readonly SpecFile[] {
    const kept = files.filter(({ file }) => !outdated.includes(file));
    return [...kept, ...outdated.map((file) => ({ file, text: this.#lastGood.get(file) ?? "" }))];
  }

  #remember(files: readonly SpecFile[], bad: ReadonlySet<string>): void {
    const present = new Set([...files.map(({ file }) => file), ...bad]);
    for (const file of this.#lastGood.keys()) if (!present.has(file)) this.#lastGood.delete(file);
    for (const { file, text } of files) if (!bad.has(file)) this.#lastGood.set(file, text);
  }
}
