import { BYTES } from "./unquote.ts";

/** How a label is compared. */
export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** A condition on one label; a series without the label has the empty value. */
export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/**
 * An instant vector selector without offset or @: `metric{label="value"}`. A fact about the user's system.
 * The metric is empty where a matcher of `__name__` chooses several.
 */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** The same selector with one more matcher (appended; an equal one is not repeated). */
export function withMatcher(selector: Selector, matcher: Matcher): Selector {
  const present = selector.matchers.some(
    (m) => m.label === matcher.label && m.operator === matcher.operator && m.value === matcher.value,
  );
  return present ? selector : { ...selector, matchers: [...selector.matchers, matcher] };
}

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** Words of the grammar that cannot stand where a metric does, not in every Prometheus. */
const KEYWORDS =
  /^(?:and|anchored|atan2|bool|by|fill|fill_left|fill_right|group_left|group_right|ignoring|inf|nan|offset|on|or|smoothed|unless|without)$/i;

const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Prints a selector as Prometheus reads it; values are always quoted and escaped, so that no label value can
 * become query text. Names outside the classic alphabet are printed in the quoted form of Prometheus 3, words of the
 * grammar as a matcher on the name.
 */
export function printSelector(selector: Selector): string {
  const legacy = LEGACY_METRIC.test(selector.metric);
  const matchers = selector.matchers.map((m) => `${printLabel(m.label)}${m.operator}${quote(m.value)}`);
  const isWord = KEYWORDS.test(selector.metric);
  if (isWord) matchers.unshift(`__name__=${quote(selector.metric)}`);
  else if (!legacy && selector.metric !== "") matchers.unshift(quote(selector.metric));
  const name = legacy && !isWord ? selector.metric : "";
  return matchers.length === 0 ? name : `${name}{${matchers.join(",")}}`;
}

/** Prints a label name for a matcher or a grouping clause. */
export function printLabel(label: string): string {
  return LEGACY_LABEL.test(label) ? label : quote(label);
}

/**
 * What Prometheus' lexer or Go's YAML reader does not take as it is: controls, line and paragraph separators, byte
 * order marks, the replacement character.
 */
const UNREADABLE = /[\u0080-\u009f\u2028\u2029\ufeff\ufffd-\uffff]/;

/** What stands for a byte that is no text. */
const BYTE = /[\udc80-\udcff]/u;

/** A double-quoted PromQL string with the escapes that Go's strconv.Unquote reads. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === "\\") out += `\\${char}`;
    else if (char === "\n") out += "\\n";
    else if (char === "\t") out += "\\t";
    else if (char === "\r") out += "\\r";
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (BYTE.test(char)) out += `\\x${(code - BYTES).toString(16)}`;
    else if (UNREADABLE.test(char)) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += char;
  }
  return `${out}"`;
}
