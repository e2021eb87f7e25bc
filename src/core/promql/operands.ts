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
