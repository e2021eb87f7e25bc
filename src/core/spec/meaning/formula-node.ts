import type { ConstantNode, FunctionNode, MathNode, OperatorNode, SymbolNode } from "mathjs";
import { nearest } from "../../diagnostics/nearest.ts";
import { FORMULA_FUNCTIONS, FORMULA_VARIABLES } from "../../objective/scaling-policy.ts";
import type { Fault } from "../../diagnostics/fault.ts";
import type { Span } from "../../diagnostics/span.ts";
import { listOf } from "../text/describe.ts";

/** What the scaling block offers to its formula. */
export interface FormulaInputs {
  readonly backlog: boolean;
  readonly saturation: boolean;
  readonly slos: boolean;
}

/** A node of a formula and where it hangs. */
export interface FormulaPart {
  readonly node: MathNode;
  /** `fn` for the function of a call. */
  readonly path: string;
  readonly parent: MathNode | null;
}

type FormulaCode =
  | "formula-syntax"
  | "formula-node"
  | "formula-name"
  | "formula-size"
  | "formula-input"
  | "formula-feedback";

/** What is wrong with a formula, in the `length` characters from the offset `from` on, at least one. */
export const problemAt = (
  from: number,
  length: number,
  code: FormulaCode,
  problem: string,
  remedy: string,
): Fault<Span> => ({
  code,
  severity: "error",
  from,
  to: from + Math.max(1, length),
  problem,
  remedy,
});

/** What may not stand in a formula, and the sign by which a reader finds it (mathjs keeps no places). */
const FORBIDDEN: Readonly<Record<string, { readonly name: string; readonly sign: RegExp; readonly remedy: string }>> = {
  AccessorNode: { name: "a property", sign: /\.\s*[a-zA-Z_]+|\[/, remedy: "delete it: a formula only knows numbers" },
  ArrayNode: { name: "a list", sign: /\[/, remedy: "write its numbers as arguments: max(a, b)" },
  AssignmentNode: { name: "an assignment", sign: /=(?!=)/, remedy: "write the expression alone; == compares" },
  BlockNode: { name: "a second expression", sign: /[;\n]/, remedy: "write one expression" },
  FunctionAssignmentNode: { name: "the definition of a function", sign: /=(?!=)/, remedy: "write the expression out" },
  IndexNode: { name: "an index", sign: /\[|\./, remedy: "delete it: a formula only knows numbers" },
  ObjectNode: { name: "an object", sign: /\{/, remedy: "delete it: a formula only knows numbers" },
  RangeNode: { name: "a range", sign: /:/, remedy: "delete it: a formula only knows numbers" },
};

const OPERATORS = ["+", "-", "*", "/", "^", "<", ">", "<=", ">=", "==", "!="];

/** Whether a node is of a kind that no formula may hold. */
export function forbiddenFault(node: MathNode, text: string): Fault<Span> | undefined {
  const forbidden = FORBIDDEN[node.type];
  if (forbidden === undefined) return undefined;
  const match = forbidden.sign.exec(text);
  return problemAt(
    match?.index ?? 0,
    match?.[0].length ?? 1,
    "formula-node",
    `a formula cannot hold ${forbidden.name}`,
    forbidden.remedy,
  );
}

/** What is wrong with one node of a kind that may stand in a formula. */
export function nodeFault(
  { node, path, parent }: FormulaPart,
  text: string,
  inputs: FormulaInputs,
): Fault<Span> | undefined {
  // The arguments of an unknown function are no faults of their own.
  if (isConstant(node))
    return parent !== null && isCall(parent) && callFault(parent, text) !== undefined
      ? undefined
      : constantFault(node, text);
  if (isOperator(node)) return operatorFault(node, text);
  if (isCall(node)) return callFault(node, text);
  // The function of a call was looked at with the call.
  return isSymbol(node) && path !== "fn" ? symbolFault(node.name, text, inputs) : undefined;
}

const isConstant = (node: MathNode): node is ConstantNode<string | number | boolean | null | undefined> =>
  node.type === "ConstantNode";
/** Whether a node is operands with an operator; the type says `add` for all of them. */
export const isOperator = (node: MathNode): node is OperatorNode<"+", "add"> => node.type === "OperatorNode";
/** Whether a node calls a function by its name. */
export const isCall = (node: MathNode): node is FunctionNode<MathNode> => node.type === "FunctionNode";
/** Whether a node is a name: of a variable, or of the function of a call. */
export const isSymbol = (node: MathNode): node is SymbolNode => node.type === "SymbolNode";

function constantFault(
  { value }: ConstantNode<string | number | boolean | null | undefined>,
  text: string,
): Fault<Span> | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  const from = Math.max(0, text.search(typeof value === "string" ? /["']/ : new RegExp(`\\b${String(value)}\\b`)));
  return problemAt(
    from,
    1,
    "formula-node",
    `a formula cannot hold ${typeof value === "string" ? "text" : String(value)}`,
    "write a number",
  );
}

function operatorFault(node: OperatorNode<"+", "add">, text: string): Fault<Span> | undefined {
  const operator: string = node.op;
  if (node.implicit) {
    const match = /[\d)]\s*[a-zA-Z_(]|\w\s+[\w(]/.exec(text);
    return problemAt(
      match?.index ?? 0,
      match?.[0].length ?? 1,
      "formula-node",
      "two values stand side by side",
      "write * between them: 2 * burn1h",
    );
  }
  if (OPERATORS.includes(operator)) return undefined;
  return problemAt(
    Math.max(0, text.indexOf(operator)),
    operator.length,
    "formula-node",
    `a formula cannot hold the operator ${operator}`,
    `its operators are ${OPERATORS.join(" ")} and ?:`,
  );
}

function callFault(node: FunctionNode<MathNode>, text: string): Fault<Span> | undefined {
  const { fn } = node;
  if (!isSymbol(fn))
    return problemAt(
      0,
      1,
      "formula-node",
      "a formula cannot call what is no function's name",
      `its functions are ${listOf(FORMULA_FUNCTIONS, "and")}`,
    );
  const functions: readonly string[] = FORMULA_FUNCTIONS;
  const [from, length] = wordAt(fn.name, text);
  if (!functions.includes(fn.name)) {
    const meant = nearest(fn.name, functions);
    return problemAt(
      from,
      length,
      "formula-name",
      `there is no function ${fn.name}`,
      meant === undefined ? `its functions are ${listOf(FORMULA_FUNCTIONS, "and")}` : `did you mean ${meant}?`,
    );
  }
  const [least, most] = ARGUMENTS[fn.name] ?? [1, 1];
  if (node.args.length >= least && node.args.length <= most) return undefined;
  return problemAt(
    from,
    length,
    "formula-node",
    `${fn.name} has ${node.args.length} arguments, expected ${USAGE[fn.name] ?? `${fn.name}(x)`}`,
    `write ${USAGE[fn.name] ?? `${fn.name}(x)`}`,
  );
}

/** How many arguments a function takes, where it is not one. */
const ARGUMENTS: Readonly<Record<string, readonly [number, number]>> = {
  min: [1, Infinity],
  max: [1, Infinity],
  clamp: [3, 3],
};
const USAGE: Readonly<Record<string, string>> = { min: "min(a, b)", max: "max(a, b)", clamp: "clamp(x, low, high)" };

function symbolFault(name: string, text: string, inputs: FormulaInputs): Fault<Span> | undefined {
  const variables: readonly string[] = FORMULA_VARIABLES;
  const [from, length] = wordAt(name, text);
  if (!variables.includes(name)) {
    const meant = nearest(name, variables);
    return problemAt(
      from,
      length,
      "formula-name",
      `there is no value named ${name}`,
      meant === undefined ? `a formula knows ${listOf(FORMULA_VARIABLES, "and")}` : `did you mean ${meant}?`,
    );
  }
  const needed = NEEDED.find(({ names, input }) => names.test(name) && !inputs[input]);
  if (needed === undefined) return undefined;
  return problemAt(from, length, "formula-input", `${name} has no value: ${needed.problem}`, needed.remedy);
}

/** What names have a value of, where the block has it. */
const NEEDED: readonly {
  readonly names: RegExp;
  readonly input: keyof FormulaInputs;
  readonly problem: string;
  readonly remedy: string;
}[] = [
  {
    names: /^(?:backlog|drainWithin)$/,
    input: "backlog",
    problem: "the block has no backlog",
    remedy: "add backlog: {query: …, drainWithin: 5m}",
  },
  {
    names: /^saturation/,
    input: "saturation",
    problem: "the block has no saturation",
    remedy: "add saturation: {query: …, limit: 0.85}",
  },
  {
    names: /^(?:burn|budget|latency)/,
    input: "slos",
    problem: "the block names no SLO",
    remedy: "add slos: [availability]",
  },
];

/**
 * Where a name stands: mathjs keeps no places.
 *
 * @returns the offset at which it begins first, 0 if nowhere, and its length
 */
export function wordAt(name: string, text: string): readonly [number, number] {
  const from = text.search(new RegExp(`(?<![\\w.])${name.replaceAll(/[^\w]/gu, "\\$&")}(?!\\w)`, "u"));
  return [Math.max(0, from), name.length];
}
