import type { Fault } from "../diagnostics/fault.ts";
import { isUnicodeClass } from "./regex-classes.ts";

/**
 * The `end` of an atom, the offset behind it, and `code`, the code point of its character where it is a single one; or
 * what is wrong with it.
 */
export type Atom = { readonly end: number; readonly code?: number } | Fault;

/** Whether Prometheus would refuse the atom: then there is no end to go on from. */
export const isFault = (atom: Atom): atom is Fault => "problem" in atom;

/** Why Prometheus would refuse a regular expression; as data, since the scanner stops at the first. */
export const refused = (problem: string, remedy: string): Fault => ({
  code: "promql-regex",
  severity: "error",
  problem,
  remedy,
});

/** Why a regular expression does not parse; `problem` ends the sentence that says so. */
export const fault = (problem: string, remedy: string): Fault =>
  refused(`the regular expression does not parse: ${problem}`, remedy);

/** Escapes that RE2 reads inside and outside of character classes. */
const LETTERS: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** Reads `\…` at `at`, where a single character or a class of characters is meant. */
export function parseEscape(regex: string, at: number): Atom {
  const rest = regex.slice(at + 1);
  const letter = rest[0];
  if (letter === undefined) return fault("a backslash stands at the end", "write two for a backslash itself");
  if (/[dswDSW]/.test(letter)) return { end: at + 2 };
  if (letter === "p" || letter === "P") return parseUnicodeClass(rest, at);
  const named = LETTERS[letter];
  if (named !== undefined) return { end: at + 2, code: named };
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest)?.[0];
  if (octal !== undefined) return { end: at + 1 + octal.length, code: Number.parseInt(octal, 8) };
  if (/[1-9]/.test(letter))
    return fault(`\\${letter} refers back to a group, which Prometheus cannot`, "write the alternatives out: a|b");
  if (letter === "x") return parseHex(rest, at);
  // Of what means nothing behind a backslash, ASCII's letters and all beyond ASCII are refused.
  if (letter.charCodeAt(0) < 0x80 && !/[a-zA-Z0-9]/.test(letter)) return { end: at + 2, code: letter.charCodeAt(0) };
  return fault(
    `\\${letter} means nothing in a regular expression of Prometheus`,
    `write ${letter}, or \\\\ for a backslash itself`,
  );
}

function parseHex(rest: string, at: number): Atom {
  const match = /^x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\})/.exec(rest);
  const code = Number.parseInt(match?.[1] ?? match?.[2] ?? "", 16);
  if (match === null || code > 0x10ffff)
    return fault("\\x is followed by no character's number", "write two digits, \\x41, or \\x{1F600}");
  return { end: at + 1 + match[0].length, code };
}

function parseUnicodeClass(rest: string, at: number): Atom {
  const match = /^[pP](?:([A-Z])|\{\^?(\w+)\})/.exec(rest);
  const name = match?.[1] ?? match?.[2] ?? "";
  if (match === null || !isUnicodeClass(name))
    return fault(
      `there is no class of characters \\p${name === "" ? "" : `{${name}}`}`,
      "write a category such as \\pL, or a script such as \\p{Greek}",
    );
  return { end: at + 1 + match[0].length };
}

const POSIX = new Set([
  "alnum",
  "alpha",
  "ascii",
  "blank",
  "cntrl",
  "digit",
  "graph",
  "lower",
  "print",
  "punct",
  "space",
  "upper",
  "word",
  "xdigit",
]);

/** Reads `[…]` at `at`. */
export function parseClass(regex: string, at: number): Atom {
  let i = regex[at + 1] === "^" ? at + 2 : at + 1;
  for (let first = true; regex[i] !== "]" || first; first = false) {
    if (i >= regex.length) return fault("[ is never closed", "close it with ], or write \\[ for the bracket itself");
    const posix = posixClass(regex, i);
    if (posix !== undefined) {
      if (!POSIX.has(posix.replace(/^\[:\^?/, "").slice(0, -2)))
        return fault(`there is no class of characters ${posix}`, "write one such as [:alpha:]");
      i += posix.length;
      continue;
    }
    const low = parseClassAtom(regex, i);
    if (isFault(low)) return low;
    i = low.end;
    if (low.code === undefined || regex[i] !== "-" || regex[i + 1] === "]" || i + 1 >= regex.length) continue;
    const high = parseClassAtom(regex, i + 1);
    if (isFault(high)) return high;
    if (high.code === undefined || high.code < low.code)
      return fault(
        `the range ${regex.slice(at, high.end)}] ends before it begins`,
        "exchange its ends, or write - first",
      );
    i = high.end;
  }
  return { end: i + 1 };
}

/** `[:alpha:]` as it stands inside brackets. */
function posixClass(regex: string, at: number): string | undefined {
  const end = regex.startsWith("[:", at) ? regex.indexOf(":]", at + 2) : -1;
  return end === -1 ? undefined : regex.slice(at, end + 2);
}

function parseClassAtom(regex: string, at: number): Atom {
  if (regex[at] === "\\") return parseEscape(regex, at);
  const code = regex.codePointAt(at) ?? 0;
  return { end: at + (code > 0xffff ? 2 : 1), code };
}
