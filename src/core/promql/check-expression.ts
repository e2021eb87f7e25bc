import { commentFault } from "./parse-selector.ts";
import { TYPE_NAMES } from "./operands.ts";
import { templateFault } from "./placeholders.ts";
import { nodeFaults, type QueryContext } from "./query-checks.ts";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Seconds } from "../units/seconds.ts";
import { walk } from "./parse-tree.ts";
import { parseSyntax } from "./syntax.ts";
import { typeOf, typeFault } from "./type-check.ts";

/** What a query is for, which decides what it may hold. */
export interface QueryUse {
  /** The text that stands for a window, and must be there; undefined where a query brings its own. */
  readonly placeholder?: string;
  /** The longest window that the placeholder stands for besides the SLO's own. */
  readonly longest?: Seconds;
  /** Part of what an SLO measures. */
  readonly sli?: boolean;
}

/**
 * Checks an author's query: that it parses, that its types fit, that it yields an instant vector, and that it does
 * not hide what it should show.
 *
 * @returns everything wrong with it, with offsets into the author's text
 * @example checkExpression("rate(http_requests_total)") // promql-type: rate needs a range vector here
 */
export function checkExpression(
  text: string,
  { placeholder, longest, sli = false }: QueryUse = {},
): readonly Fault<Span>[] {
  const filled = placeholder === undefined ? text : fill(text, placeholder);
  const foreign = templateFault(filled, placeholder);
  if (foreign !== undefined) return [foreign];
  const parsed = parseSyntax(filled);
  if (!parsed.ok) return [parsed.fault];
  const faults: Fault<Span>[] = [];
  const context: QueryContext = { filled, original: text, placeholder, longest, sli };
  for (const node of walk(parsed.root.parent ?? parsed.root)) {
    if (node.name === "LineComment") faults.push(commentFault(node));
    faults.push(...nodeFaults(node, context));
  }
  const type = typeOf(parsed.root, {
    text: filled,
    report: (node, problem, remedy) => faults.push(typeFault(node, problem, remedy)),
  });
  if (type !== undefined && type !== "vector") {
    faults.push(
      typeFault(
        parsed.root,
        `the query yields ${TYPE_NAMES[type]}, expected an instant vector`,
        type === "range" ? "put a function around it: rate(x[5m])" : "write a query such as sum(rate(x[5m]))",
      ),
    );
  }
  if (placeholder !== undefined && !text.includes(placeholder)) faults.push(withoutPlaceholder(text, placeholder));
  return faults;
}

/** Any duration of the same length, so that offsets stay true. */
const fill = (text: string, placeholder: string): string =>
  text.replaceAll(placeholder, "5m".padEnd(placeholder.length));

const withoutPlaceholder = (text: string, placeholder: string): Fault<Span> => ({
  code: "promql-no-window",
  severity: "error",
  from: 0,
  to: text.length,
  problem: `the query does not name ${placeholder}, so it cannot be asked for other windows`,
  remedy: `write ${placeholder} in place of the duration: rate(orders_total[${placeholder}])`,
});
