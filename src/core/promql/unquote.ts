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

/** A byte from 80 to ff is kept as a lone surrogate, DC80 to DCFF, which no text holds. */
export const BYTES = 0xdc00;

const TOKEN = /\\(?:([abfnrtv\\])|(["'])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|[^\\\n]/gsuy;

/**
 * The value of a PromQL string literal in double quotes, single quotes or backticks. Bytes that are no text stand in it
 * as lone surrogates, see {@link BYTES}.
 *
 * @returns undefined for an escape that Prometheus refuses
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
  return end === body.length ? withText(value) : undefined;
}

function parseToken(
  [whole, letter, mark, byte, short, long, octal]: RegExpMatchArray,
  quoteMark: string | undefined,
): string | undefined {
  if (letter !== undefined) return ESCAPES[letter];
  if (mark !== undefined) return mark === quoteMark ? mark : undefined;
  if (byte !== undefined || octal !== undefined) {
    const code = byte === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(byte, 16);
    if (code > 0xff) return undefined;
    return String.fromCodePoint(code < 0x80 ? code : BYTES + code);
  }
  const hex = short ?? long;
  if (hex === undefined) return whole;
  const code = Number.parseInt(hex, 16);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

const isCharacter = (code: number): boolean => code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);

/** Bytes that could be one character in UTF-8: the first of them says how many there are. */
const SEQUENCE = /[\udcc2-\udcdf][\udc80-\udcbf]|[\udce0-\udcef][\udc80-\udcbf]{2}|[\udcf0-\udcf4][\udc80-\udcbf]{3}/gu;

/** The least character that needs so many more bytes than one: what could be shorter is refused. */
const LEAST = [0, 0x80, 0x800, 0x10000];

/** Bytes that are UTF-8 become the characters that they mean. */
const withText = (value: string): string =>
  value.replaceAll(SEQUENCE, (sequence) => {
    const [first = 0, ...more] = Array.from(sequence, (byte) => byte.charCodeAt(0) - BYTES);
    const code = more.reduce((high, byte) => high * 0x40 + (byte & 0x3f), first & (0x3f >> more.length));
    return code >= (LEAST[more.length] ?? 0) && isCharacter(code) ? String.fromCodePoint(code) : sequence;
  });
