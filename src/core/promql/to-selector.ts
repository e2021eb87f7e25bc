import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import type { QueryResult } from "./query-result.ts";
import { regexFault } from "./regex-fault.ts";
import type { Matcher, MatchOperator, Selector } from "./selector.ts";
import { childrenOf } from "./parse-tree.ts";
import { unquote } from "./unquote.ts";

const OPERATORS: Readonly<Record<string, MatchOperator>> = {
  EqlSingle: "=",
  Neq: "!=",
  EqlRegex: "=~",
  NeqRegex: "!~",
};

/** What a selector's node says; its metric is empty when the query names none. */
export function toSelector(node: SyntaxNode, text: string): QueryResult<Selector> {
  const faults: Fault<Span>[] = [];
  const matchers: Matcher[] = [];
  let metric = "";
  const textOf = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  const stringOf = (literal: SyntaxNode): string => {
    const value = unquote(textOf(literal));
    if (value === undefined) faults.push(escapeFault(literal));
    return value ?? "";
  };
  for (const part of childrenOf(node)) {
    if (part.name === "Identifier") metric = textOf(part);
    if (part.name !== "LabelMatchers") continue;
    for (const matcher of childrenOf(part)) {
      if (matcher.name === "QuotedLabelName") metric = stringOf(matcher.getChild("StringLiteral") ?? matcher);
      const operator = OPERATORS[matcher.getChild("MatchOp")?.firstChild?.name ?? ""];
      const literal = matcher.getChild("StringLiteral");
      const name = matcher.getChild("LabelName") ?? matcher.getChild("QuotedLabelName")?.getChild("StringLiteral");
      if (operator === undefined || literal === null || name === null || name === undefined) continue;
      const label = name.name === "LabelName" ? textOf(name) : stringOf(name);
      const value = stringOf(literal);
      const fault = operator === "=~" || operator === "!~" ? regexFault(value) : undefined;
      if (fault !== undefined) faults.push({ ...fault, from: literal.from, to: literal.to });
      if (label === "__name__" && operator === "=" && metric === "") metric = value;
      else matchers.push({ label, operator, value });
    }
  }
  if (!metric.isWellFormed()) faults.push(nameFault(node));
  return faults.length === 0 ? { ok: true, value: { metric, matchers } } : { ok: false, faults };
}

const escapeFault = ({ from, to }: SyntaxNode): Fault<Span> => ({
  code: "promql-syntax",
  severity: "error",
  from,
  to,
  problem: "the text holds an escape that Prometheus refuses",
  remedy: "write a backslash twice, or put the text into backticks",
});

const nameFault = ({ from, to }: SyntaxNode): Fault<Span> => ({
  code: "promql-no-metric",
  severity: "error",
  from,
  to,
  problem: "the metric's name holds bytes that are no text, so no metric has it",
  remedy: "name a metric that there is",
});
