import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import type { QueryResult } from "./query-result.ts";
import { toSelector } from "./to-selector.ts";
import type { Selector } from "./selector.ts";
import { walk } from "./parse-tree.ts";
import { parseSyntax } from "./syntax.ts";

/**
 * Reads a plain selector, `metric{label="value"}`, by Prometheus' own grammar.
 *
 * @returns the selector, or what is wrong with offsets into the text
 * @example parseSelector('http_requests_total{code=~"5.."}')
 */
export function parseSelector(text: string): QueryResult<Selector> {
  const parsed = parseSyntax(text);
  if (!parsed.ok) return { ok: false, faults: [parsed.fault] };
  const { root } = parsed;
  const comment = [...walk(root.parent ?? root)].find((node) => node.name === "LineComment");
  if (comment !== undefined) return { ok: false, faults: [commentFault(comment)] };
  if (root.name !== "VectorSelector") return { ok: false, faults: [notSelector(root)] };
  const selector = toSelector(root, text);
  const fault = selector.ok ? metricFault(root, selector.value) : undefined;
  return fault === undefined ? selector : { ok: false, faults: [fault] };
}

/** A selector becomes many queries, each of one metric that is named in front. */
function metricFault({ from, to }: SyntaxNode, { metric, matchers }: Selector): Fault<Span> | undefined {
  const base = { code: "promql-no-metric", severity: "error", from, to } as const;
  if (metric === "")
    return {
      ...base,
      problem: "the selector names no metric",
      remedy: 'write the metric before the braces: http_requests_total{job="checkout"}',
    };
  return matchers.some(({ label }) => label === "__name__")
    ? { ...base, problem: "the metric is named twice", remedy: "delete the matcher on __name__" }
    : undefined;
}

/** A comment would swallow the rest of the query that this text becomes part of. */
export const commentFault = ({ from, to }: SyntaxNode): Fault<Span> => ({
  code: "promql-comment",
  severity: "error",
  from,
  to,
  problem: "a comment stands inside the query",
  remedy: "move it into a comment of the YAML file, above the field",
});

const NOT_SELECTORS: Readonly<Record<string, string>> = {
  MatrixSelector: "a range selector",
  SubqueryExpr: "a subquery",
  OffsetExpr: "an offset",
  StepInvariantExpr: "an @ modifier",
  NumberDurationLiteral: "a number",
  StringLiteral: "a text",
};

const notSelector = (root: SyntaxNode): Fault<Span> => ({
  code: "promql-not-selector",
  severity: "error",
  from: root.from,
  to: root.to,
  problem: `found ${NOT_SELECTORS[root.name] ?? "an expression"}, expected a plain selector such as http_requests_total{job="checkout"}`,
  remedy:
    root.name === "MatrixSelector"
      ? "delete the range: windows are added by headroom"
      : 'name the counter alone, or use "promql: {errors: …, total: …}" for expressions',
});
