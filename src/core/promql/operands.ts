import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../diagnostics/span.ts";
import type { QueryType } from "./functions.ts";
import { childrenOf } from "./parse-tree.ts";

/** Where type faults are told, and the text that nodes point into. */
export interface TypeCheck {
  readonly text: string;
  readonly report: (node: Span, problem: string, remedy: string) => void;
}

/** As Prometheus' own messages call them. */
export const TYPE_NAMES: Readonly<Record<QueryType, string>> = {
  scalar: "a number",
  string: "a text",
  vector: "an instant vector",
  range: "a range vector",
};

/** The nodes of a node that are expressions themselves. */
export const operandsOf = (node: SyntaxNode): SyntaxNode[] =>
  childrenOf(node).filter(({ name }) => EXPRESSIONS.has(name));

/** The arguments of a call or an aggregation that are expressions themselves. */
export function argumentsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const body = node.getChild("FunctionCallBody");
  return body === null ? [] : operandsOf(body);
}

/** The name of the function that a node calls; empty where it calls none. */
export function calledBy(node: SyntaxNode, text: string): string {
  const called = node.getChild("FunctionIdentifier");
  return called === null ? "" : text.slice(called.from, called.to);
}

/** Functions whose result is that something is not there. */
export const ABSENCE: ReadonlySet<string> = new Set(["absent", "absent_over_time"]);

const EXPRESSIONS = new Set([
  "NumberDurationLiteral",
  "StringLiteral",
  "VectorSelector",
  "ParenExpr",
  "UnaryExpr",
  "MatrixSelector",
  "SubqueryExpr",
  "OffsetExpr",
  "StepInvariantExpr",
  "SmoothedExpr",
  "AnchoredExpr",
  "BinaryExpr",
  "AggregateExpr",
  "FunctionCall",
]);
