import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { byPlace } from "../../core/diagnostics/source-text.ts";
import type { Service } from "../../core/objective/objective.ts";
import type { ParsedSpecs, SpecFile } from "../../core/spec/parse-specs.ts";
import { breathe } from "./breathe.ts";

/** The spec reader of the core: what is good is in `services` even when another file is bad. */
export type ParseSpecs = (files: readonly SpecFile[]) => Promise<ParsedSpecs>;

/** The specs that are in use, and what is wrong with those on disk. */
export interface LoadedSpecs {
  readonly services: readonly Service[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files whose last good content is in use instead of the present one. */
  readonly outdated: readonly string[];
  /** Files and folders that are there but cannot be read; they are among the diagnostics. */
  readonly unread: readonly Diagnostic[];
  readonly files: number;
  /** Files with an error, in use or not. */
  readonly badFiles: number;
}

/** What is known of the content of a spec file. */
export interface SpecTexts {
  /** As it was read last; undefined where it cannot be read. */
  readonly present: SpecFile["text"] | undefined;
  /** What is in use, which is older where the present content has errors; undefined where none ever was good. */
  readonly inUse: SpecFile["text"] | undefined;
}

/** Before any were read. */
export const NO_SPECS: LoadedSpecs = {
  services: [],
  diagnostics: [],
  outdated: [],
  unread: [],
  files: 0,
  badFiles: 0,
};

/** Reads whole sets of specs; a file that has become bad stays in use as it was when it was good. */
export class SpecSet {
  readonly #parse: ParseSpecs;
  readonly #lastGood = new Map<string, SpecFile["text"]>();
  #present: ReadonlyMap<string, SpecFile["text"]> = new Map();

  constructor(parse: ParseSpecs) {
    this.#parse = parse;
  }

  /**
   * @param files - the whole set; a file that is not in it is gone
   * @param refused - entries of the folder that are not read; those with errors count as bad, and what was good in a
   *   file, or in any below a folder, stays in use
   */
  async load(files: readonly SpecFile[], refused: readonly Diagnostic[]): Promise<LoadedSpecs> {
    const parsed = await this.#parse(files);
    await breathe();
    const { services } = parsed;
    const diagnostics = [...parsed.diagnostics, ...refused].toSorted(byPlace);
    const unread = refused.filter(({ severity }) => severity === "error");
    const bad = new Set([
      ...diagnostics.filter(({ severity }) => severity === "error").map(({ file }) => file),
      ...[...this.#lastGood.keys()].filter((file) => unread.some((entry) => file.startsWith(`${entry.file}/`))),
    ]);
    const outdated = [...bad].filter((file) => this.#lastGood.has(file)).toSorted();
    const inUse = outdated.length === 0 ? services : (await this.#parse(this.#withLastGood(files, outdated))).services;
    await breathe();
    this.#remember(files, bad);
    await breathe();
    this.#present = new Map(files.map(({ file, text }) => [file, text]));
    const known = new Set([...files.map(({ file }) => file), ...bad]);
    await breathe();
    return { services: inUse, diagnostics, outdated, unread, files: known.size, badFiles: bad.size };
  }

  /** The text of a file that is in use. */
  textOf(file: string): SpecFile["text"] | undefined {
    return this.#lastGood.get(file);
  }

  /** The same beside the text that was read last. */
  textsOf(file: string): SpecTexts {
    return { present: this.#present.get(file), inUse: this.#lastGood.get(file) };
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
