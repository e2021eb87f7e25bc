/**
 * A text that a regular expression matches whole, for test data: the first alternative, the first of a set, as few
 * repetitions as allowed. It knows the usual syntax only; whoever uses the text must match it.
 *
 * @returns undefined when the expression uses more than that
 * @example exampleText("5..") // "500"
 */
export function exampleText(regex: string): string | undefined {
  const reader = new RegexReader(regex);
  const text = reader.alternatives();
  return reader.atEnd() ? text : undefined;
}

/** What stands for a class of characters. */
const CLASSES: Readonly<Record<string, string>> = { d: "0", w: "a", s: " ", D: "a", S: "a", W: "-" };

const QUANTIFIER = /^(?:\*\??|\+\??|\?\??|\{(\d+)(?:,\d*)?\}\??)/;

class RegexReader {
  readonly #regex: string;
  #at = 0;

  constructor(regex: string) {
    this.#regex = regex;
  }

  atEnd(): boolean {
    return this.#at === this.#regex.length;
  }

  alternatives(): string | undefined {
    let first = this.#sequence();
    while (this.#take("|")) {
      const other = this.#sequence();
      // An empty example says little: the next alternative may say more.
      if (first === "") first = other;
    }
    return first;
  }

  #sequence(): string | undefined {
    let text: string | undefined = "";
    while (!this.atEnd() && !"|)".includes(this.#regex[this.#at] ?? "")) {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      text += atom.repeat(this.#repetitions());
    }
    return text;
  }

  #atom(): string | undefined {
    const char = this.#regex[this.#at] ?? "";
    this.#at += 1;
    if (char === "(") return this.#group();
    if (char === "[") return this.#set();
    if (char === "\\") return this.#escape();
    if (char === ".") return "0";
    return char === "^" || char === "$" ? "" : char;
  }

  #group(): string | undefined {
    this.#take("?:");
    const inner = this.alternatives();
    return this.#take(")") ? inner : undefined;
  }

  #set(): string | undefined {
    const end = this.#regex.indexOf("]", this.#at + 1);
    const content = this.#regex.slice(this.#at, end);
    if (end < 0 || content.startsWith("[")) return undefined;
    this.#at = end + 1;
    if (content.startsWith("^"))
      return /^\^[-\w ./]+$/.test(content)
        ? ["a", "0", "-", "_", " "].find((char) => !new RegExp(`[${content.slice(1)}]`).test(char))
        : undefined;
    return content.startsWith("\\") ? (CLASSES[content[1] ?? ""] ?? content[1]) : content[0];
  }

  #escape(): string | undefined {
    const char = this.#regex[this.#at] ?? "";
    this.#at += 1;
    if (char in CLASSES) return CLASSES[char];
    return /[a-zA-Z0-9]/.test(char) ? undefined : char;
  }

  #repetitions(): number {
    const match = QUANTIFIER.exec(this.#regex.slice(this.#at));
    if (match === null) return 1;
    this.#at += match[0].length;
    if (match[1] !== undefined) return Number(match[1]);
    return 1;
  }

  #take(text: string): boolean {
    if (!this.#regex.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}
