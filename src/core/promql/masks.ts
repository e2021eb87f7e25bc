import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { ABSENCE, calledBy, operandsOf } from "./operands.ts";
import { walk } from "./parse-tree.ts";

/** Tells of `or` with a side that is there when nothing was measured. */
export function* maskFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  if (node.getChild("Or") === null) return;
  for (const side of operandsOf(node)) {
    if (!isMask(side, text)) continue;
    yield {
      code: "promql-mask",
      severity: "error",
      from: side.from,
      to: side.to,
      problem: "missing data would look like a measured number",
      remedy: `delete "or ${text.slice(side.from, side.to)}": no data is told as no data`,
    };
  }
}

/** Prometheus writes these itself at every scrape, whatever the target says. */
const OF_SCRAPES = /^(?:up|scrape_\w+)$/;

/**
 * A number that does not come from what is measured: one that is made of `vector()`, of the absence of something, or
 * reckoned from what every scrape leaves behind.
 */
function isMask(side: SyntaxNode, text: string): boolean {
  const read = [...selectorsRead(side, text)];
  // An inner or is told of by itself.
  if (has(side, "Or")) return false;
  if (read.length === 0) return !has(side, "VectorSelector") || has(side, "BinaryExpr") || isCallOf(side, text);
  return (
    has(side, "NumberDurationLiteral") && has(side, "BinaryExpr") && read.every((metric) => OF_SCRAPES.test(metric))
  );
}

/** absent() by itself, for an alert, is no mask: it says that data is missing. */
const isCallOf = (side: SyntaxNode, text: string): boolean => !ABSENCE.has(calledBy(withoutBrackets(side), text));

function withoutBrackets(node: SyntaxNode): SyntaxNode {
  let inner = node;
  for (let next = operandsOf(inner)[0]; inner.name === "ParenExpr" && next !== undefined; next = operandsOf(inner)[0])
    inner = next;
  return inner;
}

const has = (node: SyntaxNode, name: string): boolean => [...walk(node)].some((inner) => inner.name === name);

/** Metrics whose values or presence decide; not those whose absence does. */
function* selectorsRead(node: SyntaxNode, text: string): Generator<string> {
  if (node.name === "VectorSelector") yield text.slice(node.from, node.getChild("Identifier")?.to ?? node.to);
  if (ABSENCE.has(calledBy(node, text))) return;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield* selectorsRead(child, text);
}
