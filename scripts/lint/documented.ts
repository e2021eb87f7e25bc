import {
  below,
  child,
  children,
  docReader,
  nameOf,
  textOf,
  type DocReader,
  type Node,
  type RuleContext,
} from "./syntax.ts";
import { numbersIn, numbersOfMember, numbersOfParameters, type PlainNumber } from "./numbers-in.ts";
import { saysMore, speaksOfUnit, tellsUnit } from "./doc-words.ts";

interface Missing {
  readonly message: string;
  readonly node: Node;
}

/** Something that others use: what it is called, and the node that its comment stands above. */
interface Public {
  readonly name: string;
  readonly node: Node;
}

const WORTH = "what the type cannot say: unit, range, what undefined means, errors, source";

/** Holds that the public symbols of a file are documented. */
export const documented = {
  create(context: RuleContext) {
    return {
      Program(program: Node): void {
        for (const missing of missingDocs(program, docReader(context.sourceCode))) context.report(missing);
      },
    };
  },
};

function missingDocs(program: Node, docOf: DocReader): readonly Missing[] {
  const statements = children(program, "body");
  const listed = new Set(statements.flatMap((statement) => children(statement, "specifiers").map(localName)));
  const overloaded = new Set<string>();
  return statements.flatMap((statement) => {
    const declaration = child(statement, "declaration") ?? statement;
    return declaredIn(declaration).flatMap(({ name, node }) => {
      if (declaration === statement && !listed.has(name)) return [];
      if (overloaded.has(name)) return [];
      if (declaration.type === "TSDeclareFunction") overloaded.add(name);
      return missingOf({ name, node: statement }, node, docOf);
    });
  });
}

const localName = (specifier: Node): string | undefined => nameOf(child(specifier, "local"));

/** What a statement declares: one thing, or several variables. */
function declaredIn(declaration: Node): readonly Public[] {
  const variables = children(declaration, "declarations");
  return (variables.length > 0 ? variables : [declaration]).flatMap((node) => {
    const id = child(node, "id");
    return id === undefined ? [] : [{ name: nameOf(id) ?? "what is exported here", node }];
  });
}

function missingOf(declared: Public, node: Node, docOf: DocReader): readonly Missing[] {
  const doc = docOf(declared.node);
  const comment = missingComment(declared, doc);
  if (comment !== undefined) return [comment];
  const made = bare(child(node, "init")) ?? node;
  if (isFunction(made)) return missingInFunction(declared, made, doc, docOf);
  if (made.type.startsWith("Class")) return children(child(made, "body"), "body").flatMap(inClass(declared, docOf));
  const numbers = [
    ...children(child(node, "body"), "body").flatMap((member) => numbersOfMember(member, declared.name, docOf)),
    ...numbersIn(child(node, "typeAnnotation"), declared.name, docOf),
    ...numbersIn(child(child(node, "id"), "typeAnnotation"), declared.name, docOf),
  ];
  return untold(numbers, doc, declared.name);
}

/** A value without `as`, `satisfies` and parentheses around it. */
function bare(value: Node | undefined): Node | undefined {
  const inner = child(value, "expression");
  return inner === undefined ? value : bare(inner);
}

const isFunction = ({ type }: Node): boolean =>
  /^(?:TSDeclareFunction|.*Function(?:Declaration|Expression))$/.test(type);

const inClass =
  (owner: Public, docOf: DocReader) =>
  (member: Node, _: number, members: readonly Node[]): readonly Missing[] => {
    const key = child(member, "key");
    const kind = textOf(member, "kind");
    const hidden =
      key?.type === "PrivateIdentifier" || !["public", undefined].includes(textOf(member, "accessibility"));
    if (key === undefined || hidden) return [];
    const value = child(member, "value");
    if (value === undefined || !isFunction(value)) {
      return untold(numbersOfMember(member, owner.name, docOf), undefined, owner.name);
    }
    const told = { name: `${owner.name}.${nameOf(key) ?? "member"}`, node: member };
    const doc = docOf(member) ?? docOfGetter(member, members, docOf);
    const comment = kind === "constructor" ? undefined : missingComment(told, doc);
    return comment === undefined ? missingInFunction(told, value, doc, docOf) : [comment];
  };

/** A getter and its setter are one property, and share a comment. */
function docOfGetter(member: Node, members: readonly Node[], docOf: DocReader): string | undefined {
  if (textOf(member, "kind") !== "set") return undefined;
  const name = nameOf(child(member, "key"));
  const getter = members.find((other) => textOf(other, "kind") === "get" && nameOf(child(other, "key")) === name);
  return getter === undefined ? undefined : docOf(getter);
}

function missingComment({ name, node }: Public, doc: string | undefined): Missing | undefined {
  if (doc === undefined) {
    return { node, message: `${name} has no doc comment right above it: write /** ... */ with ${WORTH}` };
  }
  if (saysMore(doc, name)) return undefined;
  return { node, message: `the doc comment of ${name} says no more than the name: add ${WORTH}` };
}

function missingInFunction(
  told: Public,
  signature: Node,
  doc: string | undefined,
  docOf: DocReader,
): readonly Missing[] {
  const returned = numbersIn(child(signature, "returnType"), told.name, docOf);
  return [
    ...missingThrows(told, signature, doc),
    ...untold(numbersOfParameters(signature, docOf), doc),
    ...untold(/@returns\s+\S/.test(doc ?? "") ? [] : returned, doc, told.name),
  ];
}

function missingThrows({ name, node }: Public, signature: Node, doc: string | undefined): readonly Missing[] {
  const thrown = throwsIn(child(signature, "body"));
  if (thrown === undefined || /@throws\s+\S/.test(doc ?? "")) return [];
  const what = nameOf(child(child(thrown, "argument"), "callee")) ?? "what";
  return [{ node, message: `${name} throws, and its doc comment does not say so: add "@throws ${what} if ..."` }];
}

/** The first `throw` that leaves a function: not one that it catches, nor one in a function inside it. */
function throwsIn(node: Node | undefined): Node | undefined {
  if (node === undefined || isFunction(node) || node.type.startsWith("Class")) return undefined;
  if (node.type === "ThrowStatement") return node;
  if (node.type === "TryStatement" && child(node, "handler") !== undefined)
    return throwsIn(child(child(node, "handler"), "body")) ?? throwsIn(child(node, "finalizer"));
  for (const inner of below(node)) {
    const found = throwsIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Numbers whose unit neither their name nor the comment tells. `result` is the name of the function or type as a whole,
 * of which the comment speaks without naming it.
 */
const untold = (numbers: readonly PlainNumber[], doc = "", result?: string): readonly Missing[] =>
  numbers.flatMap(({ name, node }) => {
    if (tellsUnit(name) || isNamed(name, doc) || (name === result && speaksOfUnit(doc))) return [];
    const remedy =
      name === result
        ? `say it in the doc comment, "@returns ..." for a function, or end the name in it, as waitMs does`
        : `say it in "@param ${name} - ..." or in a comment above a member, or end the name in it, as waitMs does`;
    return [{ node, message: `the unit of the number ${name} is not told: ${remedy}` }];
  });

/** Whether a comment speaks of something by name: `@param wait - ...`, or the name in backticks. */
const isNamed = (name: string, doc: string): boolean =>
  doc.includes(`\`${name}\``) || [...doc.matchAll(PARAMETER)].some(([, named]) => named === name);

const PARAMETER = /@param\s+(?:\w+\.)?([\w$]+)\s+(?:-\s*)?\S/g;
