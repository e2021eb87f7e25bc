import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { operandsOf } from "./operands.ts";

/** `info` chooses labels by a selector without a metric, and takes nothing else for it. */
export function* infoArgumentFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const name = node.getChild("FunctionIdentifier");
  const body = node.getChild("FunctionCallBody");
  if (name === null || body === null || text.slice(name.from, name.to) !== "info") return;
  const [, labels] = operandsOf(body);
  if (labels === undefined || (labels.name === "VectorSelector" && text[labels.from] === "{")) return;
  yield {
    from: labels.from,
    to: labels.to,
    code: "promql-type",
    severity: "error",
    problem: "info takes matchers alone for its second argument, without a metric",
    remedy: 'write them in braces, such as {k8s_cluster_name=~".+"}',
  };
}
