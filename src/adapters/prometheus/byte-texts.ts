/** One slice of an answer has a few thousand texts at most, whatever its labels. */
const SLOTS = 1 << 16;
const MOST_TEXTS = SLOTS / 2;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/** Where a text stands: after its opening quotation mark, and before its closing one. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly isEscaped: boolean;
}

/**
 * The texts of a JSON document, each once, as they are found in its bytes: most stand there again and again, and a
 * string is made of each but once.
 */
export class ByteTexts {
  readonly #bytes: Buffer;
  #places: Place[] = [];
  /** By the hash of a text, one more than its number; 0 where there is none. */
  readonly #slots = new Int32Array(SLOTS);
  #end = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Where the last text that was entered ends: at its closing quotation mark. */
  get end(): number {
    return this.#end;
  }

  /**
   * Enters the text whose opening quotation mark is just before `from`.
   *
   * @returns its number; undefined where the document ends before the text does, or where there are too many
   */
  enter(from: number): number | undefined {
    const bytes = this.#bytes;
    // FNV-1a, of 32 bits.
    let hash = 0x811c9dc5;
    let isEscaped = false;
    let to = from;
    for (let byte = bytes[to]; byte !== QUOTE; byte = bytes[++to]) {
      if (byte === undefined) return undefined;
      hash = Math.imul(hash ^ byte, 0x01000193);
      // What is escaped may be a quotation mark.
      if (byte === BACKSLASH) isEscaped = bytes[++to] !== undefined;
    }
    this.#end = to;
    return this.#numberOf(hash, from, to, isEscaped);
  }

  /** All that were entered since the last time, in the order of their numbers; undefined where one is no JSON. */
  take(): readonly string[] | undefined {
    const places = this.#places;
    this.#places = [];
    this.#slots.fill(0);
    try {
      return places.map((place) => this.#read(place));
    } catch {
      return undefined;
    }
  }

  #read({ from, to, isEscaped }: Place): string {
    if (isEscaped) return String(JSON.parse(this.#bytes.toString("utf8", from - 1, to + 1)));
    return this.#bytes.toString("utf8", from, to);
  }

  #numberOf(hash: number, from: number, to: number, isEscaped: boolean): number | undefined {
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const number = (this.#slots[slot] ?? 0) - 1;
      const known = this.#places[number];
      if (known !== undefined && this.#isSame(known, from, to)) return number;
      if (known !== undefined) continue;
      if (this.#places.length === MOST_TEXTS) return undefined;
      this.#slots[slot] = this.#places.push({ from, to, isEscaped });
      return this.#places.length - 1;
    }
  }

  #isSame(known: Place, from: number, to: number): boolean {
    const length = to - from;
    if (known.to - known.from !== length) return false;
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) if (bytes[known.from + i] !== bytes[from + i]) return false;
    return true;
  }
}
