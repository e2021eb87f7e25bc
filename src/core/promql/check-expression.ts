import type { QueryProblem } from "./query-problem.ts";
import { commentProblem } from "./parse-selector.ts";
import { readSelector } from "./read-selector.ts";
import { parseSyntax, walk } from "./syntax.ts";

/** What a query is for, which decides what it may hold. */
export interface QueryUse {
  /** The text that stands for a window, and must be there; undefined where a query brings its own. */
  readonly placeholder?: string;
}

/**
 * Checks an author's query: that it parses, that its types fit, and that it yields an instant vector.
 *
 * @returns everything wrong with it, with offsets into the author's text
 */
export function checkExpression(text: string, { placeholder }: QueryUse = {}): readonly QueryProblem[] {
  const filled = placeholder === undefined ? text : fill(text, placeholder);
  const parsed = parseSyntax(filled);
  if (!parsed.ok) return [parsed.problem];
  const problems: QueryProblem[] = [];
  for (const node of walk(parsed.root.parent ?? parsed.root)) {
    if (node.name === "LineComment") problems.push(commentProblem(node));
    if (node.name !== "VectorSelector") continue;
    const selector = readSelector(node, filled);
    if (!selector.ok) problems.push(...selector.problems);
  }
  if (placeholder !== undefined && !text.includes(placeholder)) problems.push(withoutPlaceholder(text, placeholder));
  return problems;
}

/** Any duration of the same length, so that offsets stay true. */
const fill = (text: string, placeholder: string): string => text.replaceAll(placeholder, "5m".padEnd(placeholder.length));

const withoutPlaceholder = (text: string, placeholder: string): QueryProblem => ({
  code: "promql-no-window", severity: "error", from: 0, to: text.length,
  problem: `the query does not name ${placeholder}, so it cannot be asked for other windows`,
  remedy: `write ${placeholder} in place of the duration: rate(orders_total[${placeholder}])`,
});
