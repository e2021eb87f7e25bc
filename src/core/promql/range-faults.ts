import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { parsePromDuration } from "../units/prom-duration.ts";
import type { Seconds } from "../units/seconds.ts";
import { childrenOf } from "./parse-tree.ts";

/** The query in which a range stands. */
export interface RangeContext {
  /** With durations in the place of placeholders. */
  readonly filled: string;
  readonly original: string;
  readonly placeholder: string | undefined;
  /** What the placeholder stands for at most. */
  readonly longest: Seconds | undefined;
}

/** Prometheus itself refuses more points for one series of a range query. */
const MAX_POINTS = 11_000;
/** Prometheus' default evaluation interval, the step of a subquery that names none. */
const DEFAULT_STEP = 60;

/** Ranges that are none, and subqueries that would be refused. */
export function* rangeFaults(node: SyntaxNode, context: RangeContext): Generator<Fault<Span>> {
  const lengths = childrenOf(node)
    .filter(({ name }) => name === "DurationExpr")
    .map((duration) => ({ duration, length: lengthOf(duration, context.filled) }));
  for (const { duration, length } of lengths) {
    if (length === undefined || length === 0) yield wrongRange(duration, context.filled, length);
  }
  const [range, step] = lengths;
  if (node.name !== "SubqueryExpr" || range?.length === undefined) return;
  const reach = isPlaceholder(range.duration, context) ? (context.longest ?? range.length) : range.length;
  const points = reach / (step?.length ?? DEFAULT_STEP);
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

function wrongRange({ from, to }: SyntaxNode, text: string, length: 0 | undefined): Fault<Span> {
  const base = { code: "promql-type", severity: "error", from, to } as const;
  const written = text.slice(from, to).trim();
  if (length === 0) return { ...base, problem: "a range must be above zero", remedy: "write a duration such as 5m" };
  const remedy = /^\d+$/.test(written) ? `write ${written}s` : "write a plain duration such as 5m";
  return { ...base, problem: `a range is a duration, found ${written}`, remedy };
}

const isPlaceholder = ({ from, to }: SyntaxNode, { original, placeholder }: RangeContext): boolean =>
  placeholder !== undefined && original.slice(from, to + placeholder.length).includes(placeholder);

function lengthOf(duration: SyntaxNode, text: string): number | undefined {
  return parsePromDuration(text.slice(duration.from, duration.to).trim());
}
