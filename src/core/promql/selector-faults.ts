import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { FUNCTIONS } from "./functions.ts";
import { valueTest } from "./matched-values.ts";
import { operandsOf } from "./operands.ts";
import type { Matcher, Selector } from "./selector.ts";
import { toSelector } from "./to-selector.ts";
import { utf8NameFaults } from "./utf8-names.ts";

/** What misleads in a selector. */
export function* selectorFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const selector = toSelector(node, text);
  if (!selector.ok) {
    yield* selector.faults;
    return;
  }
  const span = { from: node.from, to: node.to };
  if (matchesEverything(selector.value))
    yield withoutMetric(span, "the selector matches every series there is", "name a metric");
  if (namesMetricTwice(node, selector.value)) {
    yield withoutMetric(span, "the metric is named twice", "delete the matcher on __name__");
  }
  const { metric } = selector.value;
  if (metric.endsWith("_total") && isReadAsValue(node, text)) {
    yield {
      ...span,
      code: "promql-raw-counter",
      severity: "warning",
      problem: `${metric} is a counter: its value only says how long the process has lived`,
      remedy: `write rate(${text.slice(node.from, node.to)}[5m])`,
    };
  }
  yield* utf8NameFaults(selector.value, span);
}

const withoutMetric = (span: Span, problem: string, remedy: string): Fault<Span> => ({
  ...span,
  code: "promql-no-metric",
  severity: "error",
  problem,
  remedy,
});

const matchesEverything = ({ metric, matchers }: Selector): boolean => metric === "" && matchers.every(admitsAbsence);

/** Whether a matcher lets series through that do not have the label at all. */
const admitsAbsence = (matcher: Matcher): boolean => valueTest(matcher)("") !== false;

const namesMetricTwice = (node: SyntaxNode, { matchers }: Selector): boolean =>
  node.getChild("Identifier") !== null && matchers.some(({ label }) => label === "__name__");

/** Where only the presence or the time of a series matters, not its value. */
const VALUE_FREE = new Set(["absent", "timestamp", "count", "group", "count_values"]);

function isReadAsValue(node: SyntaxNode, text: string): boolean {
  for (let up = node.parent; up !== null; up = up.parent) {
    if (up.name === "MatrixSelector" || up.name === "SubqueryExpr") return false;
    const named = up.getChild("FunctionIdentifier") ?? up.getChild("AggregateOp");
    const name = named === null ? "" : text.slice(named.from, named.to);
    // rate(x_total) lacks its range: that is told as a fault of types.
    if (VALUE_FREE.has(name) || FUNCTIONS.get(name)?.args.includes("range") === true) return false;
    const right = up.name === "BinaryExpr" ? operandsOf(up).at(-1) : undefined;
    if (
      right !== undefined &&
      right.from <= node.from &&
      (up.getChild("And") !== null || up.getChild("Unless") !== null)
    )
      return false;
  }
  return true;
}
