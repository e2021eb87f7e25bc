import type { ConditionalNode, FunctionNode, MathNode, OperatorNode, ParenthesisNode } from "mathjs";
import type { Fault } from "../../diagnostics/fault.ts";
import type { Span } from "../../diagnostics/span.ts";
import { isCall, isOperator, isSymbol, problemAt, wordAt } from "./formula-node.ts";

/** What users feel: it does not fall in proportion to the replicas that are added. */
const FEEDBACK = ["burn5m", "burn30m", "burn1h", "burn6h", "latencyRatio", "budgetLeft"];

/** What tells a number of replicas without looking at how many there are. */
const MEASURES = ["demand", "backlog", "floor"];

const ARITHMETIC = ["+", "-", "*", "/", "^"];

/**
 * Finds arithmetic that moves the replicas there are by what users feel: each step starts from the last one, and while
 * the budget burns the number grows with every step, up to the limit. Saturation is shared out over the replicas and
 * falls as they grow, so that a product of both stands still.
 */
export function feedbackFault(root: MathNode, text: string): Fault<Span> | undefined {
  const name = feedbackIn(root);
  if (name === undefined) return undefined;
  return problemAt(
    ...wordAt(name, text),
    "formula-feedback",
    `replicas are moved by ${name}, and every step starts from the last: the number runs to a limit`,
    "write demand / (capacity * utilization), with overload: {boostMax: 1.25} for a bounded answer to a burn",
  );
}

/** The name by which a formula feeds itself, if it does. */
function feedbackIn(node: MathNode): string | undefined {
  if (isParenthesis(node)) return feedbackIn(node.content);
  if (isCall(node)) return isBounded(node) ? undefined : firstOf(node.args, feedbackIn);
  if (isConditional(node)) {
    const branches = [node.trueExpr, node.falseExpr];
    const asked = mentioned(node.condition, FEEDBACK);
    return asked !== undefined && branches.some(movesReplicas) ? asked : firstOf(branches, feedbackIn);
  }
  if (!isArithmetic(node)) return undefined;
  const moved = carriesReplicas(node) ? mentioned(node, FEEDBACK) : undefined;
  return moved ?? firstOf(isProduct(node) ? factorsOf(node) : node.args, feedbackIn);
}

/** `min(x, b)` and `clamp(x, a, b)` end at b, if that is a measure of its own; a constant is what limits.max is. */
function isBounded({ fn, args }: FunctionNode<MathNode>): boolean {
  const name = isSymbol(fn) ? fn.name : "";
  const bounds = name === "min" ? args : name === "clamp" ? args.slice(2) : [];
  return bounds.some(
    (bound) => mentioned(bound, MEASURES) !== undefined && mentioned(bound, ["replicas"]) === undefined,
  );
}

/** Whether a part grows as the replicas do. */
function carriesReplicas(node: MathNode): boolean {
  if (isSymbol(node)) return node.name === "replicas";
  if (isParenthesis(node)) return carriesReplicas(node.content);
  if (isCall(node)) return node.args.some(carriesReplicas);
  if (isConditional(node)) return [node.trueExpr, node.falseExpr].some(carriesReplicas);
  if (!isArithmetic(node)) return false;
  if (!isProduct(node)) return node.args.some(carriesReplicas);
  const factors = factorsOf(node);
  return (
    factors.some(carriesReplicas) &&
    !factors.some((factor) => mentioned(factor, ["saturation"]) !== undefined && !carriesReplicas(factor))
  );
}

/** Whether a part calculates with the replicas there are; to name them alone only holds them. */
function movesReplicas(node: MathNode): boolean {
  if (isParenthesis(node)) return movesReplicas(node.content);
  if (isCall(node)) return node.args.some(movesReplicas);
  return isArithmetic(node) && carriesReplicas(node);
}

/** The factors of a product, however it is bracketed; what it is divided by is none. */
function factorsOf(node: MathNode): readonly MathNode[] {
  if (isParenthesis(node)) return factorsOf(node.content);
  if (!isArithmetic(node) || !isProduct(node)) return [node];
  return (operatorOf(node) === "*" ? node.args : node.args.slice(0, 1)).flatMap(factorsOf);
}

/** The first of some names that a part holds. */
function mentioned(node: MathNode, names: readonly string[]): string | undefined {
  const found = node.filter((part) => isSymbol(part) && names.includes(part.name))[0];
  return found !== undefined && isSymbol(found) ? found.name : undefined;
}

function firstOf<T>(nodes: readonly MathNode[], find: (node: MathNode) => T | undefined): T | undefined {
  for (const node of nodes) {
    const found = find(node);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Operation = OperatorNode<"+", "add">;

const operatorOf = ({ op }: Operation): string => op;
const isArithmetic = (node: MathNode): node is Operation => isOperator(node) && ARITHMETIC.includes(operatorOf(node));
const isProduct = (node: Operation): boolean => ["*", "/"].includes(operatorOf(node));
const isParenthesis = (node: MathNode): node is ParenthesisNode => node.type === "ParenthesisNode";
const isConditional = (node: MathNode): node is ConditionalNode => node.type === "ConditionalNode";
