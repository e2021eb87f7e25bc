import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { EXPERIMENTAL } from "./functions.ts";
import { operandsOf } from "./operands.ts";
import { rangeFaults, type RangeContext } from "./range-faults.ts";
import { selectorFaults } from "./selector-faults.ts";
import { childrenOf } from "./syntax.ts";

/** What a check may look at. */
export interface QueryContext extends RangeContext {
  /** Part of what an SLO measures, where masks and shifted time lie. */
  readonly sli: boolean;
}

/** Checks of single nodes, beyond grammar and types: what parses, runs, and still misleads. */
export function* nodeFaults(node: SyntaxNode, context: QueryContext): Generator<Fault<Span>> {
  switch (node.name) {
    case "VectorSelector":
      yield* selectorFaults(node, context.filled);
      return;
    case "BinaryExpr":
      yield* maskFaults(node, context.filled);
      return;
    case "OffsetExpr":
    case "StepInvariantExpr":
      if (context.sli) yield shifted(node);
      return;
    case "MatrixSelector":
    case "SubqueryExpr":
      yield* rangeFaults(node, context);
      return;
    case "FunctionIdentifier":
    case "AggregateOp":
      yield* experimentalFaults(node, context.filled);
  }
}

function* maskFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  if (node.getChild("Or") === null) return;
  for (const side of operandsOf(node)) {
    const written = text.slice(side.from, side.to).replaceAll(/[\s()]/g, "");
    if (!/^vector-?[\d.eE+-]+$/.test(written)) continue;
    yield {
      code: "promql-mask",
      severity: "error",
      from: side.from,
      to: side.to,
      problem: "missing data would look like a measured number",
      remedy: `delete "or ${text.slice(side.from, side.to)}": no data is told as no data`,
    };
  }
}

const shifted = (node: SyntaxNode): Fault<Span> => {
  const modifier = childrenOf(node)[1] ?? node;
  return {
    code: "promql-offset",
    severity: "error",
    from: modifier.from,
    to: node.to,
    problem: "an SLO measures the present, found a shift in time",
    remedy: "delete offset or @; samples that come late are waited for with delay: 10m beside promql",
  };
};

function* experimentalFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const name = text.slice(node.from, node.to);
  if (!EXPERIMENTAL.has(name)) return;
  yield {
    code: "promql-experimental",
    severity: "warning",
    from: node.from,
    to: node.to,
    problem: `${name} only works in some versions of Prometheus, or behind a feature flag`,
    remedy: "make sure that yours has it",
  };
}
