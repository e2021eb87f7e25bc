/** The little of oxlint's plugin interface that a rule uses; oxlint itself ships no types for it. */
export interface RuleContext {
  readonly filename: string;
  readonly cwd: string;
  readonly sourceCode: { readonly text: string; getAllComments(): readonly Comment[] };
  report(fault: { readonly message: string; readonly node: object }): void;
}

/** A comment as written: its text without the delimiters, and where it stands. */
interface Comment {
  readonly type: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A node of ESTree with TypeScript; what its fields hold depends on its type. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** The node in a field, if there is one. */
export function child(node: Node | undefined, field: string): Node | undefined {
  const value = node?.[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that holds a list; empty where it holds none. */
export function children(node: Node | undefined, field: string): readonly Node[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** All nodes right below a node. */
export const below = (node: Node): readonly Node[] =>
  Object.keys(node)
    .filter((field) => field !== "parent")
    .flatMap((field) => [child(node, field) ?? [], children(node, field)].flat());

/** The text in a field: a name, a kind, an operator. */
export function textOf(node: Node | undefined, field: string): string | undefined {
  const value = node?.[field];
  return typeof value === "string" ? value : undefined;
}

/** The name of a key, a parameter or what is declared, undefined for a pattern. */
export const nameOf = (node: Node | undefined): string | undefined => textOf(node, "name") ?? textOf(node, "value");

/** The text of the doc comment that stands right above a node, without its stars; a blank line between parts them. */
export type DocReader = (node: Node) => string | undefined;

/** Between a comment and what it speaks of: remarks in a line, the end of a line, the bar before an arm of a union. */
const RIGHT_ABOVE = /^[^\S\n]*(?:\n[^\S\n]*\/\/[^\n]*)*\n?[^\S\n]*(?:\|\s*)?$/;

/** Reads doc comments of one file. */
export function docReader(source: RuleContext["sourceCode"]): DocReader {
  const docs = source.getAllComments().filter(({ type, value }) => type === "Block" && value.startsWith("*"));
  return ({ start }) => {
    const above = docs.findLast(({ end }) => end <= start);
    if (above === undefined || !RIGHT_ABOVE.test(source.text.slice(above.end, start))) return undefined;
    return above.value.replaceAll(/^[\s*]+/gm, "\n").trim();
  };
}
