import type { Span } from "../../diagnostics/span.ts";

/** A way to a value: field names, and indexes in lists. */
export type Path = readonly (string | number)[];

/** Data from YAML with the places that it came from. */
export type SpecNode =
  | (Span & {
      readonly kind: "map";
      readonly entries: ReadonlyMap<string, { readonly key: Span; readonly node: SpecNode }>;
    })
  | (Span & { readonly kind: "list"; readonly items: readonly SpecNode[] })
  | (Span & {
      readonly kind: "scalar";
      /** As YAML's core schema reads it; a number is finite. */
      readonly value: string | number | boolean | null;
      readonly quoted: boolean;
      /** As the author wrote it: `1.10` is the number 1.1. */
      readonly source: string;
    })
  /** What was refused already: nothing more is said about it. */
  | (Span & { readonly kind: "refused" });

/** The node at a path, or its nearest ancestor. */
export function nodeAt(root: SpecNode, path: Path): SpecNode {
  let node = root;
  for (const step of path) {
    const next =
      node.kind === "map"
        ? node.entries.get(String(step))?.node
        : node.kind === "list" && typeof step === "number"
          ? node.items[step]
          : undefined;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** Whether there is a node at exactly this path. */
export function hasNode(root: SpecNode, path: Path): boolean {
  const parent = nodeAt(root, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined) return true;
  if (path.length > 1 && !hasNode(root, path.slice(0, -1))) return false;
  return parent.kind === "map"
    ? parent.entries.has(String(last))
    : parent.kind === "list" && typeof last === "number" && last < parent.items.length;
}

/** Where the field's name at the end of a path stands; the nearest ancestor's node if there is none. */
export function keyAt(root: SpecNode, path: Path): Span {
  const parent = nodeAt(root, path.slice(0, -1));
  const entry = parent.kind === "map" ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.key ?? headOf(parent);
}

/** The first word of a node: where "something is missing here" points. */
export function headOf(node: SpecNode): Span {
  if (node.kind === "map") {
    const [first] = node.entries.values();
    return first?.key ?? { from: node.from, to: node.from + 1 };
  }
  return node.kind === "list" ? { from: node.from, to: node.from + 1 } : node;
}

/** The same data without places. What was refused is undefined. */
export function toPlain(node: SpecNode): unknown {
  switch (node.kind) {
    case "map":
      return Object.fromEntries([...node.entries].map(([name, entry]) => [name, toPlain(entry.node)]));
    case "list":
      return node.items.map(toPlain);
    case "scalar":
      return node.value;
    case "refused":
      return undefined;
  }
}
