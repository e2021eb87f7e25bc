import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar } from "yaml";
import type { Span } from "../../diagnostics/span.ts";
import type { SpecNode } from "./node.ts";
import type { FileReport } from "./file-report.ts";
import { placeOf } from "../../diagnostics/source-text.ts";

/** Turns YAML's tree into plain data with places, refusing what two readers could read in two ways. */
export function toSpecNode(node: ParsedNode | null, report: FileReport): SpecNode {
  if (node === null) return { kind: "scalar", value: null, quoted: false, source: "", from: 0, to: 1 };
  const span = { from: node.range[0], to: Math.max(node.range[1], node.range[0] + 1) };
  if (isAlias(node)) {
    report.addOnce(`alias ${node.source}`, span, {
      code: "yaml-alias",
      problem: `the alias *${node.source} stands here`,
      remedy: "write the value itself",
    });
    return { kind: "refused", ...span };
  }
  if (node.tag !== undefined) {
    const { text } = report.source;
    const tag = tagSpan(text, span.from);
    report.add(tag, {
      code: "yaml-tag",
      problem: `the tag ${text.slice(tag.from, tag.to)} stands here`,
      remedy: "delete the tag",
    });
    return { kind: "refused", ...span };
  }
  if (isScalar(node)) return scalarNode(node, span, report);
  if (isSeq<ParsedNode>(node))
    return { kind: "list", items: node.items.map((item) => toSpecNode(item, report)), ...span };
  return isMap<ParsedNode, ParsedNode | null>(node) ? mapNode(node.items, span, report) : { kind: "refused", ...span };
}

/** A tag stands before its value, or before the line that the value begins. */
function tagSpan(text: string, valueFrom: number): Span {
  const from = Math.max(0, text.lastIndexOf("!", valueFrom - 1));
  const start = text[from - 1] === "!" ? from - 1 : from;
  const length = /^\S*/.exec(text.slice(start, valueFrom))?.[0].length ?? 1;
  return { from: start, to: start + length };
}

function scalarNode(node: Scalar.Parsed, span: Span, report: FileReport): SpecNode {
  const { value } = node;
  if (typeof value === "number" && !Number.isFinite(value)) {
    report.add(span, {
      code: "yaml-number",
      problem: `${node.source} is no finite number`,
      remedy: "write a number such as 0.9",
    });
    return { kind: "refused", ...span };
  }
  const known = typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
  return known
    ? { kind: "scalar", value, quoted: node.type !== "PLAIN", source: node.source, ...span }
    : { kind: "refused", ...span };
}

type Entry = { key: Span; node: SpecNode };

function mapNode(
  pairs: readonly { key: ParsedNode; value: ParsedNode | null }[],
  span: Span,
  report: FileReport,
): SpecNode {
  const entries = new Map<string, Entry>();
  for (const { key, value } of pairs) {
    const name = toKey(key, entries, report);
    if (name === undefined) continue;
    const keySpan = { from: key.range[0], to: key.range[1] };
    // A field without a value: what is missing belongs behind its name.
    const node: SpecNode =
      value === null
        ? { kind: "scalar", value: null, quoted: false, source: "", ...keySpan }
        : toSpecNode(value, report);
    entries.set(name, { key: keySpan, node });
  }
  return { kind: "map", entries, ...span };
}

/** Names that reach into the prototype of a JavaScript object. */
const RESERVED_KEYS = new Set(["__proto__", "constructor", "prototype"]);

function toKey(key: ParsedNode, entries: ReadonlyMap<string, Entry>, report: FileReport): string | undefined {
  const span = { from: key.range[0], to: Math.max(key.range[1], key.range[0] + 1) };
  const refuse = (problem: string, remedy: string): undefined => {
    report.add(span, { code: "yaml-key", problem, remedy });
    return undefined;
  };
  if (!isScalar(key)) return refuse("a list, map or alias stands in the place of a field's name", "write a plain name");
  if (key.tag !== undefined) return refuse("a field's name carries a tag", "delete the tag");
  const { value } = key;
  if (typeof value !== "string")
    return refuse(`the field's name is ${key.source}, which YAML reads as no text`, `quote it: "${key.source}"`);
  if (RESERVED_KEYS.has(value)) return refuse(`${value} cannot be a field's name`, "choose another name");
  if (value === "<<") {
    report.add(span, {
      code: "yaml-merge-key",
      problem: "the merge key << stands here",
      remedy: "write the merged fields out",
    });
    return undefined;
  }
  const first = entries.get(value);
  if (first === undefined) return value;
  const related = [{ ...placeOf(report.source, first.key.from, first.key.to), note: "is the first" }];
  report.add(span, {
    code: "yaml-duplicate-key",
    problem: `${value} is given twice`,
    remedy: "delete one of the two",
    related,
  });
  return undefined;
}
