import type { Span, SpecNode } from "./node.ts";

/**
 * Where a part of a text stands in the file. YAML folds lines, doubles quotes and reads escapes, so the text and
 * its source are walked together, by the characters that both have.
 *
 * @param from - offset into the text, as is `to`
 */
export function spanInside(source: string, node: SpecNode, from: number, to: number): Span {
  if (node.kind !== "scalar" || typeof node.value !== "string") return node;
  const { value } = node;
  const offsets: number[] = [];
  let at = node.from + (node.quoted ? 1 : 0);
  for (const char of value.split("")) {
    if (isBlank(char)) {
      offsets.push(at);
      if (isBlank(source[at])) at++;
      continue;
    }
    while (at < node.to && source[at] !== char) at++;
    // Something that an escape stands for: no part of the source is that character.
    if (at >= node.to) return node;
    offsets.push(at);
    at++;
  }
  const start = offsets[from] ?? at;
  const last = offsets[to - 1] ?? start;
  return { from: start, to: Math.max(last, start) + 1 };
}

const isBlank = (char: string | undefined): boolean => char === " " || char === "\n" || char === "\t" || char === "\r";
