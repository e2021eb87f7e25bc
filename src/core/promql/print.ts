import { printPromDuration } from "../units/prom-duration.ts";
import type { Seconds } from "../units/seconds.ts";
import type { BinaryOperator, Expression, VectorMatching } from "./expression.ts";
import { formatNumber } from "./format-number.ts";
import { printLabel, printSelector, quote } from "./selector.ts";

/** Prometheus' binding strengths, weakest first. */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  ">": 3,
  ">=": 3,
  "<": 3,
  "<=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
};

/** Stronger than any operator. */
const ATOM = 6;

/** Prints an expression as PromQL on one line, with no more parentheses than the grammar needs. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return formatNumber(expression.value);
    case "string":
      return quote(expression.value);
    case "selector":
      return `${printSelector(expression.selector)}${printOffset(expression.offset)}`;
    case "range":
      return `${printSelector(expression.selector)}[${printPromDuration(expression.range)}]${printOffset(expression.offset)}`;
    case "subquery":
      return printSubquery(expression);
    case "call":
      return `${expression.name}(${expression.args.map(printExpression).join(", ")})`;
    case "aggregate": {
      const by = expression.by.length === 0 ? "" : ` by (${expression.by.map(printLabel).join(", ")}) `;
      const parameter = expression.parameter === undefined ? "" : `${printExpression(expression.parameter)}, `;
      return `${expression.operator}${by}(${parameter}${printExpression(expression.arg)})`;
    }
    case "without":
      return `${expression.operator} without (${expression.labels.map(printLabel).join(", ")}) (${printExpression(expression.arg)})`;
    case "binary":
      return printBinary(expression);
    case "text":
      return expression.text;
  }
}

function printSubquery({ arg, range, step, at }: Extract<Expression, { kind: "subquery" }>): string {
  const reach = `[${printPromDuration(range)}:${printPromDuration(step)}]`;
  return `${operand(arg, ATOM)}${reach}${at === undefined ? "" : ` @ ${at}()`}`;
}

const printOffset = (offset: Seconds | undefined): string =>
  offset === undefined ? "" : ` offset ${printPromDuration(offset)}`;

/**
 * Prints an expression with each condition of its outermost `and` and `or` on a line of its own, for files that people
 * read.
 */
export function printConditions(expression: Expression): string {
  if (!isCondition(expression)) return printExpression(expression);
  const { left, operator, right, matching } = expression;
  const lines = (side: Expression, atLeast: number): string =>
    isCondition(side) && PRECEDENCE[side.operator] >= atLeast ? printConditions(side) : operand(side, atLeast);
  return `${lines(left, PRECEDENCE[operator])}\n${operator}${printMatching(matching)} ${lines(right, PRECEDENCE[operator] + 1)}`;
}

type BinaryExpression = Extract<Expression, { kind: "binary" }>;

const isCondition = (e: Expression): e is BinaryExpression =>
  e.kind === "binary" && PRECEDENCE[e.operator] <= PRECEDENCE.unless;

function printBinary(e: BinaryExpression): string {
  const strength = PRECEDENCE[e.operator];
  const bool = e.bool === true ? " bool" : "";
  return `${operand(e.left, strength)} ${e.operator}${bool}${printMatching(e.matching)} ${operand(e.right, strength + 1)}`;
}

/** Author's text may hold any operator, so it is always bracketed inside a binary expression. */
function operand(e: Expression, atLeast: number): string {
  const bracket =
    e.kind === "text" ||
    (e.kind === "binary" && PRECEDENCE[e.operator] < atLeast) ||
    (e.kind === "number" && e.value < 0);
  return bracket ? `(${printExpression(e)})` : printExpression(e);
}

function printMatching(matching: VectorMatching | undefined): string {
  if (matching === undefined) return "";
  const list = (labels: readonly string[]): string => `(${labels.map(printLabel).join(", ")})`;
  const on = matching.on === undefined ? "" : ` on ${list(matching.on)}`;
  const ignoring = matching.ignoring === undefined ? "" : ` ignoring ${list(matching.ignoring)}`;
  const groupLeft = matching.groupLeft === undefined ? "" : ` group_left ${list(matching.groupLeft)}`;
  return `${on}${ignoring}${groupLeft}`;
}
