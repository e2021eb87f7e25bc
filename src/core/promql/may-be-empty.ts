import type { SyntaxNode } from "@lezer/common";
import { COMPARISONS } from "./binary-type.ts";
import { ABSENCE, argumentsOf, calledBy, operandsOf } from "./operands.ts";
import { childrenOf } from "./parse-tree.ts";
import { parseSyntax } from "./syntax.ts";

/** Functions that answer whatever there is to read: the number of nothing is NaN. */
const ALWAYS_THERE = new Set([...ABSENCE, "scalar", "vector"]);

/**
 * Whether a query can be without a result while its series are there, as the condition of an alert is: by a comparison,
 * by `unless`, by `absent()`.
 */
export function mayBeEmpty(query: string): boolean {
  const parsed = parseSyntax(query);
  return parsed.ok && canDropAll(parsed.root, query);
}

/** Whether a query has no result where none of its series exist: not so `absent(up)`, nor `hour() == 3`. */
export function needsSeries(query: string): boolean {
  const parsed = parseSyntax(query);
  return parsed.ok && needs(parsed.root, query);
}

function needs(node: SyntaxNode, query: string): boolean {
  const operands = operandsOf(node);
  const [left] = operands;
  const names = new Set(childrenOf(node).map(({ name }) => name));
  if (names.has("Or")) return operands.every((operand) => needs(operand, query));
  if (names.has("Unless")) return left !== undefined && needs(left, query);
  switch (node.name) {
    case "VectorSelector":
    case "MatrixSelector":
      return true;
    case "FunctionCall":
      return !ALWAYS_THERE.has(calledBy(node, query)) && argumentsOf(node).some((argument) => needs(argument, query));
    case "AggregateExpr":
      return argumentsOf(node).some((argument) => needs(argument, query));
    default:
      return operands.some((operand) => needs(operand, query));
  }
}

function canDropAll(node: SyntaxNode, query: string): boolean {
  const operands = operandsOf(node);
  const some = (): boolean => operands.some((operand) => canDropAll(operand, query));
  switch (node.name) {
    case "BinaryExpr": {
      const names = new Set(childrenOf(node).map(({ name }) => name));
      if (names.has("Or")) return operands.every((operand) => canDropAll(operand, query));
      return names.has("Unless") || (!names.has("BoolModifier") && !names.isDisjointFrom(COMPARISONS)) || some();
    }
    case "FunctionCall": {
      if (ABSENCE.has(calledBy(node, query))) return true;
      return argumentsOf(node).some((argument) => canDropAll(argument, query));
    }
    case "AggregateExpr":
      return argumentsOf(node).some((argument) => canDropAll(argument, query));
    case "ParenExpr":
    case "UnaryExpr":
    case "StepInvariantExpr":
    case "OffsetExpr":
    case "SubqueryExpr":
      return some();
    default:
      return false;
  }
}
