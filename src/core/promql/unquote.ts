/** One-letter escapes of a quoted string, as Go reads them. */
const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const TOKEN = /\\(?:([abfnrtv\\])|(["'])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|[^\\\n]/gsuy;

/**
 * The value of a PromQL string literal in double quotes, single quotes or backticks.
 *
 * @returns undefined for an escape that Prometheus refuses, and for byte escapes above 7f: they need not be text
 * @see Go's strconv.Unquote, which Prometheus follows
 */
export function unquote(literal: string): string | undefined {
  const quoteMark = literal[0];
  const body = literal.slice(1, -1);
  if (quoteMark === "`") return body;
  let value = "";
  let end = 0;
  for (const match of body.matchAll(TOKEN)) {
    const char = parseToken(match, quoteMark);
    if (char === undefined) return undefined;
    value += char;
    end = match.index + match[0].length;
  }
  return end === body.length ? value : undefined;
}

function parseToken(
  [whole, letter, mark, byte, short, long, octal]: RegExpMatchArray,
  quoteMark: string | undefined,
): string | undefined {
  if (letter !== undefined) return ESCAPES[letter];
  if (mark !== undefined) return mark === quoteMark ? mark : undefined;
  if (byte !== undefined || octal !== undefined) {
    const code = byte === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(byte, 16);
    return code < 0x80 ? String.fromCodePoint(code) : undefined;
  }
  const hex = short ?? long;
  if (hex === undefined) return whole;
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}
