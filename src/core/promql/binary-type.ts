import type { SyntaxNode } from "@lezer/common";
import type { QueryType } from "./functions.ts";
import { operandsOf, TYPE_NAMES, type TypeCheck } from "./operands.ts";
import { childrenOf } from "./parse-tree.ts";
import { unquote } from "./unquote.ts";

/** Nodes of the operators that drop samples, unless `bool` makes numbers of them. */
export const COMPARISONS: ReadonlySet<string> = new Set(["Eql", "EqlC", "Neq", "Gtr", "Gte", "Lss", "Lte"]);
const SET_OPERATORS = new Set(["And", "Or", "Unless"]);

/**
 * The type of `a + b` and its sisters.
 *
 * @param typeOf - tells the type of an operand
 */
export function binaryType(
  node: SyntaxNode,
  typeOf: (operand: SyntaxNode) => QueryType | undefined,
  check: TypeCheck,
): QueryType | undefined {
  const [left, right] = operandsOf(node);
  if (left === undefined || right === undefined) return undefined;
  const types = [left, right].map((operand) => usable(operand, typeOf(operand), check));
  const names = new Set(childrenOf(node).map(({ name }) => name));
  const isComparison = [...names].some((name) => COMPARISONS.has(name));
  const isSet = [...names].some((name) => SET_OPERATORS.has(name));
  if (names.has("BoolModifier") && !isComparison)
    check.report(node, "bool follows what is no comparison", "delete bool, or compare: a > bool b");
  const scalars = types.filter((type) => type === "scalar").length;
  if (isComparison && scalars === 2 && !names.has("BoolModifier")) {
    check.report(node, "two numbers are compared", "write bool behind the operator: 1 > bool 2");
    return undefined;
  }
  if (isSet && scalars > 0)
    check.report(
      node,
      "and, or and unless need instant vectors on both sides, found a number",
      "write vector(1) for a number",
    );
  checkMatching(node, { isSet, scalars }, check);
  if (types.includes(undefined)) return undefined;
  return scalars === 2 ? "scalar" : "vector";
}

/** @returns undefined for what cannot be calculated with, which is reported */
function usable(node: SyntaxNode, type: QueryType | undefined, check: TypeCheck): QueryType | undefined {
  if (type !== "range" && type !== "string") return type;
  check.report(
    node,
    `${TYPE_NAMES[type]} cannot be calculated with`,
    type === "range" ? "put a function around it: rate(x[5m])" : "write a number or a query",
  );
  return undefined;
}

function checkMatching(
  node: SyntaxNode,
  { isSet, scalars }: { isSet: boolean; scalars: number },
  check: TypeCheck,
): void {
  const clause = node.getChild("MatchingModifierClause");
  if (clause === null) return;
  const grouping = clause.getChild("GroupLeft") ?? clause.getChild("GroupRight");
  if (isSet && grouping !== null)
    check.report(grouping, "and, or and unless match many to many", "delete group_left or group_right");
  const labels = clause
    .getChildren("GroupingLabels")
    .map((list) => childrenOf(list).map((label) => nameOf(check.text.slice(label.from, label.to))));
  const [on = [], extra = []] = labels;
  if (scalars > 0 && !isSet && on.length > 0)
    check.report(
      clause,
      "labels are matched with a number",
      "delete on(…) or ignoring(…): a number matches everything",
    );
  const twice = extra.find((label) => clause.getChild("On") !== null && on.includes(label));
  if (twice !== undefined)
    check.report(clause, `the label ${twice} stands in on and in the grouping`, "delete it in one of the two");
}

/** A label's name, in quotes or without. */
const nameOf = (written: string): string => (/^["'`]/.test(written) ? (unquote(written) ?? written) : written);
