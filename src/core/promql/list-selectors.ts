import { toSelector } from "./to-selector.ts";
import type { Selector } from "./selector.ts";
import { walk } from "./parse-tree.ts";
import { parseSyntax } from "./syntax.ts";

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

/** Functions that read a range as a counter's, and take every fall for a restart. */
const READS_COUNTERS = /^(?:rate|irate|increase)\b/;

/** The selectors in a query that are read as counters. */
export function listCounters(text: string): readonly Selector[] {
  const parsed = parseSyntax(text);
  if (!parsed.ok) return [];
  return [...walk(parsed.root)]
    .filter(({ name, from, to }) => name === "FunctionCall" && READS_COUNTERS.test(text.slice(from, to)))
    .flatMap((node) => [...walk(node)].filter(({ name }) => name === "VectorSelector"))
    .map((node) => toSelector(node, text))
    .flatMap((selector) => (selector.ok ? [selector.value] : []));
}
