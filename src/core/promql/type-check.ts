import type { SyntaxNode } from "@lezer/common";
import { binaryType } from "./binary-type.ts";
import { AGGREGATIONS, FUNCTIONS, type QueryType } from "./functions.ts";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { operandsOf, TYPE_NAMES, type TypeCheck } from "./operands.ts";

/**
 * The type of a parsed expression; what does not fit is reported.
 *
 * @returns undefined when the type cannot be told, which has been reported at a part of it
 */
export function typeOf(node: SyntaxNode, check: TypeCheck): QueryType | undefined {
  switch (node.name) {
    case "NumberDurationLiteral":
      return "scalar";
    case "StringLiteral":
      return "string";
    case "VectorSelector":
      return "vector";
    case "ParenExpr": {
      const inner = operandsOf(node)[0];
      return inner === undefined ? undefined : typeOf(inner, check);
    }
    case "UnaryExpr":
      return unaryType(node, check);
    case "MatrixSelector":
      return matrixType(node, check);
    case "SubqueryExpr":
      return subqueryType(node, check);
    case "OffsetExpr":
    case "StepInvariantExpr":
    case "SmoothedExpr":
    case "AnchoredExpr":
      return modifiedType(node, check);
    case "BinaryExpr":
      return binaryType(node, (operand) => typeOf(operand, check), check);
    case "AggregateExpr":
      return aggregateType(node, check);
    case "FunctionCall":
      return callType(node, check);
    default:
      return undefined;
  }
}

function unaryType(node: SyntaxNode, check: TypeCheck): QueryType | undefined {
  const [operand] = operandsOf(node);
  const type = operand === undefined ? undefined : typeOf(operand, check);
  if (type !== "range" && type !== "string") return type;
  check.report(node, `a sign stands before ${TYPE_NAMES[type]}`, "put it before the call: -rate(x[5m])");
  return undefined;
}

function matrixType(node: SyntaxNode, check: TypeCheck): QueryType {
  const inner = node.firstChild;
  if (inner !== null && inner.name !== "VectorSelector")
    check.report(
      inner,
      "a range follows what is no plain selector",
      "write the range right behind the selector: x[5m] offset 1h",
    );
  return "range";
}

function subqueryType(node: SyntaxNode, check: TypeCheck): QueryType {
  const [inner] = operandsOf(node);
  const type = inner === undefined ? undefined : typeOf(inner, check);
  if (inner !== undefined && type !== undefined && type !== "vector")
    check.report(
      inner,
      `a subquery needs an instant vector, found ${TYPE_NAMES[type]}`,
      "write the range inside a function: max_over_time(rate(x[5m])[1h:])",
    );
  return "range";
}

const MODIFIABLE = new Set([
  "VectorSelector",
  "MatrixSelector",
  "SubqueryExpr",
  "OffsetExpr",
  "StepInvariantExpr",
  "SmoothedExpr",
  "AnchoredExpr",
]);

/** offset and @ belong to the last operand of what is written before them. */
function lastOperand(node: SyntaxNode): SyntaxNode {
  const last = node.name === "UnaryExpr" || node.name === "BinaryExpr" ? operandsOf(node).at(-1) : undefined;
  return last === undefined ? node : lastOperand(last);
}

function modifiedType(node: SyntaxNode, check: TypeCheck): QueryType | undefined {
  const [inner] = operandsOf(node);
  if (inner === undefined) return undefined;
  if (!MODIFIABLE.has(lastOperand(inner).name)) {
    check.report(
      inner,
      "offset and @ only follow a selector or a subquery",
      "move it behind the selector inside: sum(rate(x[5m] offset 1h))",
    );
    return undefined;
  }
  return typeOf(inner, check);
}

function aggregateType(node: SyntaxNode, check: TypeCheck): QueryType {
  const name = nameOf(node.getChild("AggregateOp"), check).toLowerCase();
  const body = node.getChild("FunctionCallBody");
  const parameter = AGGREGATIONS.get(name);
  checkArguments(
    {
      name,
      args: body === null ? [] : operandsOf(body),
      wanted: parameter === undefined ? ["vector"] : [parameter, "vector"],
      optional: 0,
      repeats: false,
      node,
    },
    check,
  );
  return "vector";
}

function callType(node: SyntaxNode, check: TypeCheck): QueryType | undefined {
  const name = nameOf(node.getChild("FunctionIdentifier"), check);
  const signature = FUNCTIONS.get(name);
  const body = node.getChild("FunctionCallBody");
  // The grammar knows the function: it is newer than the table.
  if (signature === undefined) return undefined;
  checkArguments(
    { ...signature, name, wanted: signature.args, args: body === null ? [] : operandsOf(body), node },
    check,
  );
  return signature.returns;
}

const nameOf = (node: SyntaxNode | null, { text }: TypeCheck): string =>
  node === null ? "" : text.slice(node.from, node.to);

interface Call {
  readonly name: string;
  readonly args: readonly SyntaxNode[];
  readonly wanted: readonly QueryType[];
  readonly optional: number;
  readonly repeats: boolean;
  readonly node: SyntaxNode;
}

function checkArguments({ name, args, wanted, optional, repeats, node }: Call, check: TypeCheck): void {
  const least = wanted.length - optional;
  if (args.length < least || (!repeats && args.length > wanted.length)) {
    const count = optional > 0 && least !== wanted.length ? `at least ${least}` : String(wanted.length);
    args.forEach((arg) => typeOf(arg, check));
    check.report(
      node,
      `${name} has ${args.length} ${args.length === 1 ? "argument" : "arguments"}, expected ${count}`,
      `write ${usage(name, wanted)}`,
    );
    return;
  }
  args.forEach((arg, i) => {
    const expected = wanted[Math.min(i, wanted.length - 1)];
    const found = typeOf(arg, check);
    if (expected === undefined || found === undefined || found === expected) return;
    check.report(
      arg,
      `${name} needs ${TYPE_NAMES[expected]} here, found ${TYPE_NAMES[found]}`,
      argumentRemedy(check.text.slice(arg.from, arg.to), name, { expected, found }, wanted),
    );
  });
}

const PLACEHOLDERS: Readonly<Record<QueryType, string>> = {
  scalar: "0.9",
  string: '"label"',
  vector: "x",
  range: "x[5m]",
};

const usage = (name: string, wanted: readonly QueryType[]): string =>
  `${name}(${wanted.map((type) => PLACEHOLDERS[type]).join(", ")})`;

function argumentRemedy(
  text: string,
  name: string,
  { expected, found }: { expected: QueryType; found: QueryType },
  wanted: readonly QueryType[],
): string {
  if (expected === "range" && found === "vector")
    return /^[\w:]+(?:\{[^}]*\})?$/.test(text) && text.length < 80
      ? `write ${text}[5m]`
      : `give it a range: ${name}(x[5m])`;
  if (expected === "vector" && found === "range")
    return `put rate() around it: ${name}(rate(x[5m])), or delete the range`;
  return `write ${usage(name, wanted)}`;
}

/** A type fault as a problem of the query. */
export const typeFault = (node: Span, problem: string, remedy: string): Fault<Span> => ({
  code: "promql-type",
  severity: "error",
  from: node.from,
  to: node.to,
  problem,
  remedy,
});
