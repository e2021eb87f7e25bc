import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { infoArgumentFaults } from "./info-argument.ts";
import { labelArgumentFaults } from "./label-arguments.ts";
import { maskFaults } from "./masks.ts";
import { parameterFaults } from "./parameter-faults.ts";
import { textTemplateFaults } from "./placeholders.ts";
import { rangeFaults, type RangeContext } from "./range-faults.ts";
import { selectorFaults } from "./selector-faults.ts";
import { childrenOf } from "./parse-tree.ts";
import { versionFaults } from "./version-faults.ts";

/** What a check may look at. */
export interface QueryContext extends RangeContext {
  /** Part of what an SLO measures, where masks and shifted time lie. */
  readonly sli: boolean;
}

/** Checks of single nodes, beyond grammar and types: what parses, runs, and still misleads. */
export function* nodeFaults(node: SyntaxNode, context: QueryContext): Generator<Fault<Span>> {
  yield* versionFaults(node, context.filled);
  switch (node.name) {
    case "VectorSelector":
      yield* selectorFaults(node, context.filled);
      return;
    case "StringLiteral":
      yield* textTemplateFaults(node, context.filled);
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
    case "FunctionCall":
    case "AggregateExpr":
      yield* labelArgumentFaults(node, context.filled);
      yield* infoArgumentFaults(node, context.filled);
      yield* parameterFaults(node, context.filled);
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
