import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { operandsOf } from "./operands.ts";
import { regexFault } from "./regex-fault.ts";
import { unquote } from "./unquote.ts";
import { isClassic, utf8NameFault } from "./utf8-names.ts";

/** As OpenTelemetry names attributes; Prometheus 3 takes these. */
const DOTTED = /^[a-zA-Z_]\w*(?:[./][a-zA-Z_]\w*)+$/;

/** Which arguments are names of labels; the last number goes on for all that follow. */
const NAMES: Readonly<Record<string, (at: number) => boolean>> = {
  label_replace: (at) => at === 1,
  label_join: (at) => at === 1 || at > 2,
  count_values: (at) => at === 0,
  sort_by_label: (at) => at > 0,
  sort_by_label_desc: (at) => at > 0,
  histogram_quantiles: (at) => at === 1,
};

const LABEL_REPLACE_PATTERN = 4;

/** Texts that name labels, or match their values: what is wrong with them is told by Prometheus only when it runs. */
export function* labelArgumentFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const operator = node.getChild("FunctionIdentifier") ?? node.getChild("AggregateOp");
  const body = node.getChild("FunctionCallBody");
  if (operator === null || body === null) return;
  const name = text.slice(operator.from, operator.to).toLowerCase();
  const isName = NAMES[name];
  if (isName === undefined) return;
  for (const [at, argument] of operandsOf(body).entries()) {
    const value = textOf(argument, text);
    if (value === undefined) continue;
    const span = { from: argument.from, to: argument.to };
    if (isName(at)) yield* nameFaults(value, { name, written: text.slice(span.from, span.to) }, span);
    if (name !== "label_replace" || at !== LABEL_REPLACE_PATTERN) continue;
    const wrong = regexFault(value);
    if (wrong !== undefined) yield { ...wrong, ...span };
  }
}

/** @returns undefined for what is no text */
function textOf(argument: SyntaxNode, text: string): string | undefined {
  let inner = argument;
  while (inner.name === "ParenExpr") inner = operandsOf(inner)[0] ?? inner.lastChild ?? inner;
  return inner.name === "StringLiteral" ? unquote(text.slice(inner.from, inner.to)) : undefined;
}

function* nameFaults(value: string, call: { name: string; written: string }, span: Span): Generator<Fault<Span>> {
  if (isClassic(value, "label")) return;
  const newer = DOTTED.test(value) ? utf8NameFault(value, "label") : undefined;
  if (newer !== undefined) yield { ...span, ...newer };
  else
    yield {
      ...span,
      code: "promql-type",
      severity: "error",
      problem: `${call.name} needs a label's name here, found ${call.written}: ${refuser(value)} refuses it at every evaluation`,
      remedy: "write letters, digits and underscores, with no digit first",
    };
}

/** Prometheus 3 takes nearly every text for a name. */
const refuser = (name: string): string => (name !== "" && name.isWellFormed() ? "Prometheus 2" : "Prometheus");
