import type { Span } from "./span.ts";

/** A text as YAML has read it, and where it stands in its file, quotes included. */
export interface QuotableText extends Span {
  readonly value: unknown;
  readonly quoted: boolean;
}

/**
 * Where a part of a text stands in the file. YAML folds lines, doubles quotes and reads escapes, so the text and
 * its source are walked together, by the characters that both have.
 *
 * @param part - offsets into the text
 */
export function spanInside(source: string, text: QuotableText, part: Span): Span {
  const { value } = text;
  if (typeof value !== "string") return text;
  const isEscaped = source[text.from] === '"';
  const offsets: number[] = [];
  let at = text.from + (text.quoted ? 1 : 0);
  for (const char of value.split("")) {
    if (isBlank(char)) {
      offsets.push(at);
      if (isBlank(source[at])) at++;
      else if (isEscaped && /^\\[nrt ]/.test(source.slice(at, at + 2))) at += 2;
      continue;
    }
    while (at < text.to && source[at] !== char) at++;
    // Something that an escape stands for: no part of the source is that character.
    if (at >= text.to) return text;
    offsets.push(at);
    at++;
  }
  const start = offsets[part.from] ?? at;
  const last = offsets[part.to - 1] ?? start;
  return { from: start, to: Math.max(last, start) + 1 };
}

const isBlank = (char: string | undefined): boolean => char === " " || char === "\n" || char === "\t" || char === "\r";
