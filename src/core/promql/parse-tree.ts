import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** What the grammar makes of a query, and the first thing in it that does not fit. */
interface Tree {
  readonly top: SyntaxNode;
  readonly broken: SyntaxNode | undefined;
}

/** Each costs a parse of its own, and nobody names so many metrics `offset` in one query. */
const MOST_OFFSETS = 50;

/**
 * Parses by the published grammar, which does not know all that Prometheus does: what it misreads is given to it as
 * something of the same kind and length, so that every place in the tree is a place in the text.
 */
export function parseTree(text: string): Tree {
  let readable = withKnownTokens(text);
  for (let tries = 0; ; tries++) {
    const top = parser.parse(readable).topNode;
    const broken = firstError(top);
    const next = broken === undefined || tries === MOST_OFFSETS ? undefined : withMetricAt(readable, broken.from);
    if (next === undefined) return { top, broken };
    readable = next;
  }
}

/** A node and all below it, in the order of the text; without recursion, since chains may be long. */
export function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    waiting.push(...childrenOf(next).toReversed());
  }
}

/** A node's children in order; comments too. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function firstError(top: SyntaxNode): SyntaxNode | undefined {
  for (const node of walk(top)) if (node.type.isError) return node;
  return undefined;
}

/** Texts, comments, words, and numbers with the signs of their exponents. */
const TOKENS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|[a-zA-Z_:][\w:]*|\.?\d(?:[eE][+-](?=\d)|[\w.])*/gsu;

/** Words that are members of every object in JavaScript, in which the grammar looks its keywords up. */
const MEMBERS = /^(?:constructor|__proto__)$/i;
const HEXADECIMAL = /^0X[0-9a-fA-F]+$/;
const POINT_AT_END = /^(\d+)\.((?:[eE][+-]?\d+)?)$/;

const withKnownTokens = (text: string): string =>
  text.replaceAll(TOKENS, (token) => {
    if (MEMBERS.test(token)) return plainWord(token.length);
    if (HEXADECIMAL.test(token)) return token.toLowerCase();
    return token.replace(POINT_AT_END, "0$1$2");
  });

/** The grammar takes `offset` for a keyword everywhere, Prometheus for a metric where a query has to begin. */
function withMetricAt(text: string, at: number): string | undefined {
  const found = /^\s*offset\b/i.exec(text.slice(at))?.[0];
  return found === undefined
    ? undefined
    : text.slice(0, at) + plainWord("offset".length).padStart(found.length) + text.slice(at + found.length);
}

/** A word without any meaning. */
const plainWord = (length: number): string => "x".repeat(length);
