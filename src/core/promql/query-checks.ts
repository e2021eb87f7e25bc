import type { SyntaxNode } from "@lezer/common";
import { parsePromDuration } from "../units/prom-duration.ts";
import type { Seconds } from "../units/seconds.ts";
import { EXPERIMENTAL, FUNCTIONS } from "./functions.ts";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { toSelector } from "./to-selector.ts";
import { utf8NameFaults } from "./utf8-names.ts";
import { childrenOf } from "./syntax.ts";
import { operandsOf } from "./operands.ts";

/** What a check may look at. */
export interface QueryContext {
  /** With durations in the place of placeholders. */
  readonly filled: string;
  readonly original: string;
  readonly placeholder: string | undefined;
  /** What the placeholder stands for at most. */
  readonly longest: Seconds | undefined;
  /** Part of what an SLO measures, where masks and shifted time lie. */
  readonly sli: boolean;
}

/** Checks of single nodes, beyond grammar and types: what parses, runs, and still misleads. */
export function* nodeFaults(node: SyntaxNode, context: QueryContext): Generator<Fault<Span>> {
  switch (node.name) {
    case "VectorSelector":
      yield* selectorFaults(node, context);
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

function* selectorFaults(node: SyntaxNode, { filled }: QueryContext): Generator<Fault<Span>> {
  const selector = toSelector(node, filled);
  if (!selector.ok) {
    yield* selector.faults;
    return;
  }
  const { metric, matchers } = selector.value;
  const base = { from: node.from, to: node.to } as const;
  if (
    metric === "" &&
    matchers.every(
      ({ operator, value }) =>
        operator === "!=" || operator === "!~" || value === "" || (operator === "=~" && /^\.\*$/.test(value)),
    )
  ) {
    yield {
      ...base,
      code: "promql-no-metric",
      severity: "error",
      problem: "the selector matches every series there is",
      remedy: "name a metric",
    };
  }
  if (
    node.getChild("Identifier") !== null &&
    matchers.some(({ label, operator }) => label === "__name__" && operator === "=")
  ) {
    yield {
      ...base,
      code: "promql-no-metric",
      severity: "error",
      problem: "the metric is named twice",
      remedy: "delete the matcher on __name__",
    };
  }
  if (metric.endsWith("_total") && isReadAsValue(node, filled)) {
    yield {
      ...base,
      code: "promql-raw-counter",
      severity: "warning",
      problem: `${metric} is a counter: its value only says how long the process has lived`,
      remedy: `write rate(${filled.slice(node.from, node.to)}[5m])`,
    };
  }
  yield* utf8NameFaults(selector.value, base);
}

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
    remedy: "delete offset or @",
  };
};

/** Prometheus itself refuses more points for one series of a range query. */
const MAX_POINTS = 11_000;
/** Prometheus' default evaluation interval, the step of a subquery that names none. */
const DEFAULT_STEP = 60;

function* rangeFaults(
  node: SyntaxNode,
  { filled, original, placeholder, longest }: QueryContext,
): Generator<Fault<Span>> {
  const lengths = childrenOf(node)
    .filter(({ name }) => name === "DurationExpr")
    .map((duration) => ({ duration, length: lengthOf(duration, filled) }));
  for (const { duration, length } of lengths) {
    const base = { severity: "error", from: duration.from, to: duration.to } as const;
    const written = filled.slice(duration.from, duration.to).trim();
    if (length === undefined) {
      yield {
        ...base,
        code: "promql-type",
        problem: `a range is a duration, found ${written}`,
        remedy: /^\d+$/.test(written) ? `write ${written}s` : "write a plain duration such as 5m",
      };
    } else if (length === 0) {
      yield {
        ...base,
        code: "promql-type",
        problem: "a range must be above zero",
        remedy: "write a duration such as 5m",
      };
    }
  }
  const [range, step] = lengths;
  if (node.name !== "SubqueryExpr" || range?.length === undefined) return;
  const isPlaceholder =
    placeholder !== undefined &&
    original.slice(range.duration.from, range.duration.to + placeholder.length).includes(placeholder);
  const points = ((isPlaceholder ? longest : undefined) ?? range.length) / (step?.length ?? DEFAULT_STEP);
  if (points <= MAX_POINTS) return;
  yield {
    code: "promql-cost",
    severity: "error",
    from: node.from,
    to: node.to,
    problem: `the subquery asks for ${Math.round(points)} points of each series, expected at most ${MAX_POINTS}`,
    remedy: "write a longer step behind the colon, or record the inner query with a rule",
  };
}

function lengthOf(duration: SyntaxNode, text: string): number | undefined {
  return parsePromDuration(text.slice(duration.from, duration.to).trim());
}

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
