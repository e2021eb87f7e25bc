import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { parsePromDuration } from "../units/prom-duration.ts";
import { EXPERIMENTAL } from "./functions.ts";
import { unquote } from "./unquote.ts";
import { isClassic } from "./utf8-names.ts";

/** What Prometheus 3 takes and Prometheus 2 does not. */
export function* versionFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const written = text.slice(node.from, node.to);
  switch (node.name) {
    case "NumberDurationLiteral":
      yield* durationAsNumber(node, written.trim());
      return;
    case "OffsetDurationExpr":
      // A sign holds the rest, which is one of its own.
      if (node.parent?.name !== "OffsetDurationExpr" && !isOffset(written)) yield wrongOffset(node, written.trim());
      return;
    case "QuotedLabelName":
      // Of a selector's names those that need quotes are told with the selector.
      if (node.parent?.name === "GroupingLabels" || isClassic(unquote(written) ?? "", kindOf(node)))
        yield quoted(node, written);
      return;
    case "FunctionIdentifier":
    case "AggregateOp":
      if (EXPERIMENTAL.has(written)) yield experimental(node, written);
      return;
    case "TrimUpper":
    case "TrimLower":
      yield experimental(node, written);
  }
}

/** In braces a name by itself is the metric's. */
const kindOf = ({ parent }: SyntaxNode): "metric" | "label" =>
  parent?.name === "QuotedLabelMatcher" ? "label" : "metric";

function* durationAsNumber(node: SyntaxNode, written: string): Generator<Fault<Span>> {
  const length = parsePromDuration(written);
  if (length === undefined) return;
  yield {
    ...spanOf(node),
    code: "promql-type",
    severity: "error",
    problem: `${written} is a duration, expected a number`,
    remedy: `write ${length}, in seconds`,
  };
}

/** Prometheus 2 refuses an offset of nothing. */
const isOffset = (written: string): boolean => (parsePromDuration(written.replace(/^-\s*/, "").trim()) ?? 0) > 0;

const wrongOffset = (node: SyntaxNode, written: string): Fault<Span> => ({
  ...spanOf(node),
  code: "promql-type",
  severity: "error",
  problem: `an offset is a duration above zero, found ${written}`,
  remedy: "write a plain duration such as 5m, or -5m",
});

const quoted = (node: SyntaxNode, written: string): Fault<Span> => ({
  ...spanOf(node),
  code: "promql-utf8-name",
  severity: "warning",
  problem: `the name ${written} in quotes needs Prometheus 3 or newer`,
  remedy: "write it without quotes, or make sure that yours is Prometheus 3",
});

const experimental = (node: SyntaxNode, written: string): Fault<Span> => ({
  ...spanOf(node),
  code: "promql-experimental",
  severity: "warning",
  problem: `${written} only works in some versions of Prometheus, or behind a feature flag`,
  remedy: "make sure that yours has it",
});

const spanOf = ({ from, to }: SyntaxNode): Span => ({ from, to });
