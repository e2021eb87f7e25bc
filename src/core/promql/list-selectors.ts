import { toSelector } from "./to-selector.ts";
import type { Selector } from "./selector.ts";
import { parseSyntax, walk } from "./syntax.ts";

/** Every selector in a query, in the order of the text; empty when the query does not parse. */
export function listSelectors(text: string): readonly Selector[] {
  const parsed = parseSyntax(text);
  if (!parsed.ok) return [];
  const selectors: Selector[] = [];
  for (const node of walk(parsed.root)) {
    if (node.name !== "VectorSelector") continue;
    const selector = toSelector(node, text);
    if (selector.ok) selectors.push(selector.value);
  }
  return selectors;
}
