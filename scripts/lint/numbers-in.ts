import { saysMore } from "./doc-words.ts";
import { child, children, nameOf, type DocReader, type Node } from "./syntax.ts";

/** A plain `number` in a signature, under the name that stands nearest to it. */
export interface PlainNumber {
  readonly name: string;
  readonly node: Node;
}

/** Plain numbers in a type. Members that have a comment of their own are left out: it tells the unit. */
export function numbersIn(type: Node | undefined, name: string, docOf: DocReader): readonly PlainNumber[] {
  if (type === undefined) return [];
  const within = (node: Node | undefined, its = name): readonly PlainNumber[] => numbersIn(node, its, docOf);
  switch (type.type) {
    case "TSNumberKeyword":
      return [{ name, node: type }];
    case "TSTypeLiteral":
      return children(type, "members").flatMap((member) => numbersOfMember(member, name, docOf));
    case "TSNamedTupleMember":
      return within(child(type, "elementType"), nameOf(child(type, "label")));
    case "TSFunctionType":
      return [...numbersOfParameters(type, docOf), ...within(child(type, "returnType"))];
    case "TSIntersectionType":
      // A number with a brand is not a plain one.
      return partsOf(type).flatMap((part) => (part.type === "TSNumberKeyword" ? [] : within(part)));
    case "TSUnionType":
      // Any arm of a union may have a comment.
      return partsOf(type).flatMap((part) => (docOf(part) === undefined ? within(part) : []));
    default:
      return partsOf(type).flatMap((part) => within(part));
  }
}

const partsOf = (type: Node): readonly Node[] => [
  ...children(type, "types"),
  ...children(type, "elementTypes"),
  ...children(child(type, "typeArguments"), "params"),
  ...["elementType", "typeAnnotation", "trueType", "falseType"].flatMap((field) => child(type, field) ?? []),
];

/** Plain numbers of a member of an interface, a class or an object type that has no comment of its own. */
export function numbersOfMember(member: Node, within: string, docOf: DocReader): readonly PlainNumber[] {
  const name = nameOf(child(member, "key")) ?? within;
  if (saysMore(docOf(member) ?? "", name)) return [];
  return [
    ...numbersOfParameters(member, docOf),
    ...numbersIn(child(member, "returnType"), name, docOf),
    ...numbersIn(child(member, "typeAnnotation"), name, docOf),
  ];
}

/** Plain numbers among the parameters of a function; a default that is a number makes one too. */
export const numbersOfParameters = (signature: Node, docOf: DocReader): readonly PlainNumber[] =>
  children(signature, "params").flatMap((parameter) => {
    const target = child(parameter, "left") ?? child(parameter, "argument") ?? parameter;
    const name = nameOf(target) ?? "";
    const type = child(target, "typeAnnotation") ?? child(parameter, "typeAnnotation");
    if (type !== undefined) return numbersIn(type, name, docOf);
    const usual = child(parameter, "right");
    const literal = usual?.type === "UnaryExpression" ? child(usual, "argument") : usual;
    return typeof literal?.["value"] === "number" ? [{ name, node: parameter }] : [];
  });
