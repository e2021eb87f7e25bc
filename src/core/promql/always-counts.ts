import type { SyntaxNode } from "@lezer/common";
import { operandsOf } from "./operands.ts";
import { childrenOf } from "./parse-tree.ts";
import { parseSyntax } from "./syntax.ts";

/** Functions of counters, whose results are neither NaN nor infinite nor negative. */
const COUNTING = new Set(["rate", "irate", "increase"]);
/** Aggregations that make numbers of events out of such. */
const SUMMING = new Set(["sum", "avg", "min", "max", "count", "group"]);
/** The grammar's names of operators that do: sums, products, and what picks one of two sides. */
const JOINING = new Set(["Add", "Mul", "And", "Or", "Unless"]);

/**
 * Whether every sample of a query is a number of events, whatever the counters say: sums of rates are. A quotient is
 * not: in an hour without events it is NaN, and a NaN among recorded samples makes a NaN of every average over it.
 */
export function alwaysCounts(query: string): boolean {
  const parsed = parseSyntax(query);
  return parsed.ok && isCount(parsed.root, query);
}

function isCount(node: SyntaxNode, query: string): boolean {
  const named = (part: string): string => {
    const name = node.getChild(part);
    return name === null ? "" : query.slice(name.from, name.to).toLowerCase();
  };
  const body = node.getChild("FunctionCallBody");
  switch (node.name) {
    case "NumberDurationLiteral":
      return true;
    case "ParenExpr":
      return operandsOf(node).every((operand) => isCount(operand, query));
    case "FunctionCall":
      return COUNTING.has(named("FunctionIdentifier"));
    case "AggregateExpr":
      return (
        SUMMING.has(named("AggregateOp")) &&
        body !== null &&
        operandsOf(body).every((operand) => isCount(operand, query))
      );
    case "BinaryExpr":
      return (
        childrenOf(node).some(({ name }) => JOINING.has(name)) &&
        operandsOf(node).every((operand) => isCount(operand, query))
      );
    default:
      return false;
  }
}
