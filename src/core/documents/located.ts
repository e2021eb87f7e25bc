import { type Document, isMap, isScalar } from "yaml";
import type { Place } from "../diagnostics/diagnostic.ts";
import { placeOf, type SourceText } from "../diagnostics/source-text.ts";
import type { Span } from "../diagnostics/span.ts";
import { type Resolver, resolver } from "./resolver.ts";

/** A value of somebody's YAML, there or not, and where to point at it. */
export interface Located {
  /** Of what is no map and no list. */
  readonly value: string | number | boolean | null | undefined;
  /** Whether anything is written there. */
  readonly isThere: boolean;
  /** Of a map the name of its field; of what is not there that of the map in which it was looked for. */
  readonly place: Place;
  /** The value at the end of a way of fields. */
  at(...fields: readonly string[]): Located;
  items(): readonly Located[];
}

/** The root of a document. */
export const locate = (source: SourceText, document: Document.Parsed): Located =>
  located({ source, resolver: resolver(document) }, document.contents, { from: 0, to: 1 });

interface Context {
  readonly source: SourceText;
  readonly resolver: Resolver;
}

function located(context: Context, given: unknown, around: Span): Located {
  const node = context.resolver.resolve(given);
  const { from, to } = (isScalar(node) ? spanOf(node) : undefined) ?? around;
  return {
    value: isScalar(node) ? plain(node.value) : undefined,
    isThere: node !== undefined && node !== null,
    place: placeOf(context.source, from, to),
    at: (...[field, ...further]) => {
      if (field === undefined) return located(context, node, around);
      const pair = context.resolver.fields(node).get(field);
      if (pair === undefined) return located(context, undefined, around).at(...further);
      return located(context, pair.value, spanOf(pair.key) ?? around).at(...further);
    },
    items: () => context.resolver.items(node).map((item) => located(context, item, spanOf(firstKey(item)) ?? around)),
  };
}

function plain(value: unknown): Located["value"] {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    default:
      return value === null ? null : undefined;
  }
}

const firstKey = (node: unknown): unknown => (isMap(node) ? node.items[0]?.key : node);

function spanOf(node: unknown): Span | undefined {
  if (!isScalar(node) || node.range === undefined || node.range === null) return undefined;
  const [from, to] = node.range;
  return { from, to };
}
