import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, visit } from "yaml";

/** Looks through aliases and merge keys, as the programs do that the YAML is for. */
export interface Resolver {
  /** What stands at a node, or what its alias names; undefined for an alias of nothing. */
  readonly resolve: (node: unknown) => unknown;
  /** The fields of a map by their names, its own before those that are merged into it. */
  readonly fields: (node: unknown) => ReadonlyMap<string, Pair>;
  readonly items: (node: unknown) => readonly unknown[];
}

/** For one document. */
export function resolver(document: Document.Parsed): Resolver {
  const anchors = anchorsOf(document);
  const resolve = (node: unknown): unknown => (isAlias(node) ? anchored(anchors, node) : node);
  return {
    resolve,
    fields: (node) => fieldsOf(resolve(node), resolve),
    items: (node) => {
      const list = resolve(node);
      return isSeq(list) ? list.items : [];
    },
  };
}

type Anchors = ReadonlyMap<string, readonly Node[]>;

function anchorsOf(document: Document.Parsed): Anchors {
  const anchors = new Map<string, Node[]>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node) || node.anchor === undefined) return;
      anchors.set(node.anchor, [...(anchors.get(node.anchor) ?? []), node]);
    },
  });
  return anchors;
}

/** An anchor may be given anew; an alias means the last one before it. */
const anchored = (anchors: Anchors, alias: Alias): Node | undefined =>
  anchors.get(alias.source)?.findLast((node) => startOf(node) < startOf(alias));

const startOf = ({ range }: Node): number => range?.[0] ?? 0;

function fieldsOf(map: unknown, resolve: Resolver["resolve"]): ReadonlyMap<string, Pair> {
  const fields = new Map<string, Pair>();
  const seen = new Set<unknown>();
  // What is merged may merge as well, in a ring even.
  const waiting = [map];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (!isMap(next) || seen.has(next)) continue;
    seen.add(next);
    const merged: unknown[] = [];
    for (const pair of next.items) {
      const name = nameOf(pair.key);
      if (name === "<<") merged.push(...mergedBy(resolve(pair.value), resolve));
      else if (!fields.has(name)) fields.set(name, pair);
    }
    waiting.unshift(...merged);
  }
  return fields;
}

const mergedBy = (value: unknown, resolve: Resolver["resolve"]): readonly unknown[] =>
  isSeq(value) ? value.items.map(resolve) : isNode(value) ? [value] : [];

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : "");
