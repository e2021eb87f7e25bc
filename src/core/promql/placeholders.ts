import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { operandsOf } from "./operands.ts";

/** Placeholders of other tools, and ours where it has no meaning. */
const TEMPLATE = /\{\{[^}]*\}\}|\$__\w+|\$\{\w+\}/;

const TEXTS_AND_TEMPLATES = new RegExp(
  `"(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*'|\`[^\`]*\`|${TEMPLATE.source}`,
  "gsu",
);

/** The first placeholder outside of texts, where no Prometheus takes it. */
export function templateFault(text: string, placeholder: string | undefined): Fault<Span> | undefined {
  const match = [...text.matchAll(TEXTS_AND_TEMPLATES)].find(([token]) => !/^["'`]/.test(token));
  return match === undefined
    ? undefined
    : {
        code: "promql-template",
        severity: "error",
        from: match.index,
        to: match.index + match[0].length,
        problem: `${match[0]} is no part of PromQL`,
        remedy: placeholder === undefined ? "write a duration such as 5m" : `write ${placeholder}`,
      };
}

/** A placeholder in a text: Prometheus takes it for what is meant itself, which no label holds. */
export function* textTemplateFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const match = TEMPLATE.exec(text.slice(node.from, node.to));
  if (match === null || isReplacement(node, text)) return;
  const from = node.from + match.index;
  yield {
    code: "promql-template",
    severity: "error",
    from,
    to: from + match[0].length,
    problem: `${match[0]} is a placeholder of another tool, and no value of a label: nothing fills it here`,
    remedy: "write the value that it stands for",
  };
}

const REPLACEMENT = 2;

/** `label_replace` names groups so: `${1}`. */
function isReplacement(node: SyntaxNode, text: string): boolean {
  const body = node.parent;
  const name = body?.parent?.getChild("FunctionIdentifier");
  return (
    body?.name === "FunctionCallBody" &&
    name !== null &&
    name !== undefined &&
    text.slice(name.from, name.to) === "label_replace" &&
    operandsOf(body)[REPLACEMENT]?.from === node.from
  );
}
