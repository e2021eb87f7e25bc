import type { SpecDefaults } from "../../core/objective/spec-defaults.ts";
import { parseSpec, type ParsedSpec } from "../../core/spec/parse-spec.ts";
import type { SpecFile } from "../../core/spec/parse-specs.ts";
import { breathe } from "./breathe.ts";
import { TURN_MS } from "./turns.ts";

interface Known {
  readonly content: SpecFile["text"];
  readonly defaults: SpecDefaults | undefined;
  readonly parsed: ParsedSpec;
}

/** Reads spec files again and again: one whose content did not change is not parsed anew. */
export class ParsedFiles {
  readonly #known = new Map<string, Known>();
  #lastPause = 0;

  /** As {@link parseSpec}. Defaults are the same while they are the same object. */
  readonly parse: typeof parseSpec = async (content, file, defaults) => {
    // What is known is looked up, which is some milliseconds for thousands.
    if (performance.now() - this.#lastPause > TURN_MS) {
      await breathe();
      this.#lastPause = performance.now();
    }
    const known = this.#known.get(file);
    if (known !== undefined && known.defaults === defaults && isSame(known.content, content)) return known.parsed;
    const parsed = await parseSpec(content, file, defaults);
    this.#known.set(file, { content, defaults, parsed });
    return parsed;
  };

  /** Forgets all other files. */
  retain(files: readonly Pick<SpecFile, "file">[]): void {
    const present = new Set(files.map(({ file }) => file));
    for (const file of this.#known.keys()) if (!present.has(file)) this.#known.delete(file);
  }
}

function isSame(one: SpecFile["text"], other: SpecFile["text"]): boolean {
  if (one === other || typeof one === "string" || typeof other === "string") return one === other;
  return Buffer.compare(one, other) === 0;
}
