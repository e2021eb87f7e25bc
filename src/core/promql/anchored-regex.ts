const LEADING_FLAGS = /^\(\?([is]+)\)/u;
const NAMED_GROUP = /\(\?P</gu;
const POSIX_CLASS = /\[:(\w+):\]/gu;
const ESCAPE = /\\([\s\S])/gu;

/** POSIX classes as they stand inside brackets: `[[:alpha:]]`. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** Escapes that mean something else to JavaScript than to RE2, or nothing. */
const FOREIGN = new Set(["Q", "E", "z", "A", "C", "a", "G"]);

/**
 * A matcher's regular expression as Prometheus means it: RE2 syntax, over the whole value.
 *
 * @returns undefined when JavaScript cannot say the same; the caller then lets Prometheus do the matching
 */
export function anchoredRegex(pattern: string): RegExp | undefined {
  const flags = LEADING_FLAGS.exec(pattern)?.[1] ?? "";
  const expression = pattern.replace(LEADING_FLAGS, "");
  if (expression.includes("[:^")) return undefined;
  for (const [, escaped] of expression.matchAll(ESCAPE))
    if (escaped !== undefined && FOREIGN.has(escaped)) return undefined;
  const body = expression
    .replaceAll(ESCAPE, (whole: string, escaped: string) => toJavaScript(whole, escaped))
    .replaceAll(NAMED_GROUP, "(?<")
    .replaceAll(POSIX_CLASS, (whole: string, name: string) => POSIX[name] ?? whole);
  try {
    // "u" reads code points as RE2 does; "s" because Prometheus lets a dot match a line break.
    return new RegExp(`^(?:${body})$`, flags.includes("i") ? "isu" : "su");
  } catch {
    return undefined;
  }
}

/** RE2 lets an author escape any punctuation, JavaScript's `u` flag only what has a meaning. */
function toJavaScript(whole: string, escaped: string): string {
  if (escaped === "-") return "\\x2d";
  return /[^\w^$\\.*+?()[\]{}|/]/u.test(escaped) ? escaped : whole;
}
