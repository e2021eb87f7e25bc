import { type CST, Lexer, Parser } from "yaml";

/** Lists and maps may hold each other so deep: composing is recursive, and deep nesting aborts some versions of Node. */
export const MAX_DEPTH = 64;

/**
 * The tokens of a text, or why it was refused and, as the offset `from`, where: at the list or map with too many
 * entries,
 * or where the text became too deep.
 */
export type ReadTokens =
  | { readonly ok: true; readonly tokens: readonly CST.Token[] }
  | { readonly ok: false; readonly why: "too-deep" | "too-many-entries"; readonly from: number };

/**
 * YAML's tokens, read without recursion, so that the depth is known before anything recursive sees the text.
 *
 * @param maxEntries - of one list or map; counted while reading, so that a hostile file costs no more than these
 */
export function readTokens(text: string, maxEntries = Infinity): ReadTokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    const open = parser.stack.at(-1);
    // A comment behind the last entry counts as one.
    if (open !== undefined && "items" in open && open.items.length > maxEntries + 1)
      return { ok: false, why: "too-many-entries", from: open.offset };
    // The outermost entry is the document itself.
    if (parser.stack.length - 1 > MAX_DEPTH) return { ok: false, why: "too-deep", from: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { ok: true, tokens };
}
