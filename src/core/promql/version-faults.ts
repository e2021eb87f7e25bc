import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { parsePromDuration } from "../units/prom-duration.ts";
import { EXPERIMENTAL } from "./functions.ts";
import { unquote } from "./unquote.ts";

const CLASSIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** What Prometheus 3 takes and Prometheus 2 does not. */
export function* versionFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const written = text.slice(node.from, node.to);
  switch (node.name) {
    case "NumberDurationLiteral": {
      const length = parsePromDuration(written.trim());
      if (length !== undefined)
        yield {
          ...spanOf(node),
          code: "promql-type",
          severity: "error",
          problem: `${written.trim()} is a duration, expected a number`,
          remedy: `write ${length}, in seconds`,
        };
      return;
    }
    case "OffsetDurationExpr":
      // A sign holds the rest, which is one of its own.
      if (node.parent?.name === "OffsetDurationExpr" || isOffset(written)) return;
      yield {
        ...spanOf(node),
        code: "promql-type",
        severity: "error",
        problem: `an offset is a duration, found ${written.trim()}`,
        remedy: "write a plain duration such as 5m, or -5m",
      };
      return;
    case "QuotedLabelName":
      if (needsVersion3(node, written)) yield quotedName(node, written);
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

/** Of a selector's names those that need quotes are told with the selector. */
const needsVersion3 = (node: SyntaxNode, written: string): boolean =>
  node.parent?.name === "GroupingLabels" || CLASSIC.test(unquote(written) ?? "");

const quotedName = (node: SyntaxNode, written: string): Fault<Span> => ({
  ...spanOf(node),
  code: "promql-utf8-name",
  severity: "warning",
  problem: `the name ${written} in quotes needs Prometheus 3 or newer`,
  remedy: "write it without quotes, or make sure that yours is Prometheus 3",
});

const isOffset = (written: string): boolean => parsePromDuration(written.replace(/^-\s*/, "").trim()) !== undefined;

const experimental = (node: SyntaxNode, written: string): Fault<Span> => ({
  ...spanOf(node),
  code: "promql-experimental",
  severity: "warning",
  problem: `${written} only works in some versions of Prometheus, or behind a feature flag`,
  remedy: "make sure that yours has it",
});

const spanOf = ({ from, to }: SyntaxNode): Span => ({ from, to });
