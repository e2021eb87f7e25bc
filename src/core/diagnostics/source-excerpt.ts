import type { Place } from "./diagnostic.ts";
import { printable } from "./printable.ts";

/** A source line cut to what fits a terminal, and what has to stand below it. */
export interface SourceExcerpt {
  readonly text: string;
  /** As wide as what stands before the underlined characters. */
  readonly indent: string;
  /** Carets, at least one. */
  readonly underline: string;
}

const MAX_WIDTH = 120;
/** A message behind more carets than these would be out of sight. */
const MAX_UNDERLINE = 60;
/** How much is kept before the place when a line is cut. */
const CONTEXT = 40;

const WIDE =
  /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]/u;
const NO_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** The line of a place and the carets under it; wide characters count twice, tabs are shown as one space. */
export function sourceExcerpt(source: string, place: Pick<Place, "line" | "column" | "length">): SourceExcerpt {
  const line = lineOf(source, place.line);
  const from = Math.min(place.column - 1, line.length);
  const to = Math.min(from + Math.max(place.length, 1), line.length);
  const cutStart = line.length > MAX_WIDTH && from > CONTEXT ? from - CONTEXT : 0;
  const cutEnd = Math.min(line.length, cutStart + MAX_WIDTH);
  const before = `${cutStart > 0 ? "…" : ""}${line.slice(cutStart, from)}`;
  const marked = line.slice(from, Math.min(to, cutEnd));
  const after = `${line.slice(from + marked.length, cutEnd)}${cutEnd < line.length ? "…" : ""}`;
  return {
    text: printable(`${before}${marked}${after}`).trimEnd(),
    indent: " ".repeat(widthOf(before)),
    underline: "^".repeat(Math.min(MAX_UNDERLINE, Math.max(1, widthOf(marked)))),
  };
}

function lineOf(source: string, line: number): string {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const end = source.indexOf("\n", start);
    if (end === -1) return "";
    start = end + 1;
  }
  const end = source.indexOf("\n", start);
  return source
    .slice(start, end === -1 ? undefined : end)
    .replace(/\r$/, "")
    .replace(/^\uFEFF/, "");
}

function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += NO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}
